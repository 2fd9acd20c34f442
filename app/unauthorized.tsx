import type { Metadata } from 'next';
import { Gate } from '#components/shell/gate.tsx';
import { SessionEnded } from '#components/shell/refusals.tsx';

export const metadata: Metadata = { title: 'Session ended' };

export default function UnauthorizedPage() {
  return (
    <Gate>
      <SessionEnded />
    </Gate>
  );
}
