import type { Metadata } from 'next';
import { Gate } from '#components/shell/gate.tsx';
import { LinkButton } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFoundPage() {
  return (
    <Gate>
      <div className="gate-card">
        <h1>Nothing is at this address</h1>
        <p>The link may be old, or the id belongs to another platform.</p>
        <div className="actions">
          <LinkButton href="/">Overview</LinkButton>
        </div>
      </div>
    </Gate>
  );
}
