import type { Metadata } from 'next';
import { Gate } from '#components/shell/gate.tsx';
import { LinkButton } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not allowed' };

export default function ForbiddenPage() {
  return (
    <Gate>
      <div className="gate-card">
        <h1>Your role does not include this page</h1>
        <p>Nothing was changed. An administrator can give you another role; it counts at once.</p>
        <div className="actions">
          <LinkButton href="/">Overview</LinkButton>
        </div>
      </div>
    </Gate>
  );
}
