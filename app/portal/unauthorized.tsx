import type { Metadata } from 'next';
import { SessionEnded } from '#components/shell/refusals.tsx';

export const metadata: Metadata = { title: 'Session ended' };

export default function PortalUnauthorizedPage() {
  return (
    <div className="page refusal">
      <SessionEnded />
    </div>
  );
}
