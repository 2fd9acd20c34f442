import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function PortalRequestNotFoundPage() {
  return (
    <div className="page refusal">
      <div className="gate-card">
        <h1>There is no such request</h1>
        <p>What we ask you stands on the overview of your account.</p>
        <div className="actions">
          <LinkButton href="/portal">Overview</LinkButton>
        </div>
      </div>
    </div>
  );
}
