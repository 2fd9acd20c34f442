import type { Metadata } from 'next';
import { NotYourRole } from '#components/shell/refusals.tsx';

export const metadata: Metadata = { title: 'Not allowed' };

export default function ForbiddenPage() {
  return (
    <div className="page refusal">
      <NotYourRole />
    </div>
  );
}
