import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function PortalNotFoundPage() {
  return (
    <div className="page refusal">
      <div className="gate-card">
        <h1>Your account is still being set up</h1>
        <p>Stripe has it, and it shows here within minutes. If it does not, ask the platform.</p>
        <div className="actions">
          <LinkButton href="/portal">Look again</LinkButton>
        </div>
      </div>
    </div>
  );
}
