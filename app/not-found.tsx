import type { Metadata } from 'next';
import { Gate } from '#components/shell/gate.tsx';
import { NothingHere } from '#components/shell/refusals.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFoundPage() {
  return (
    <Gate>
      <NothingHere />
    </Gate>
  );
}
