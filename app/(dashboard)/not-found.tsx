import type { Metadata } from 'next';
import { NothingHere } from '#components/shell/refusals.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFoundPage() {
  return (
    <div className="page refusal">
      <NothingHere />
    </div>
  );
}
