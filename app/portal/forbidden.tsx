import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not allowed' };

export default function PortalForbiddenPage() {
  return (
    <div className="page refusal">
      <div className="gate-card">
        <h1>This is for the owners of connected accounts</h1>
        <p>Nothing was changed. You are signed in as one of the platform’s own people.</p>
        <div className="actions">
          <LinkButton href="/">Overview</LinkButton>
        </div>
      </div>
    </div>
  );
}
