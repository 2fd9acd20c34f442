import type { Metadata } from 'next';
import { Gate } from '#components/shell/gate.tsx';
import { LinkButton } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Session ended' };

export default function UnauthorizedPage() {
  return (
    <Gate>
      <div className="gate-card">
        <h1>Your session has ended</h1>
        <p>It ends after 15 minutes without use and after 12 hours in any case. Nothing was changed.</p>
        <div className="actions">
          <LinkButton href="/sign-in" kind="primary">
            Sign in again
          </LinkButton>
        </div>
      </div>
    </Gate>
  );
}
