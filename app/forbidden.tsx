import type { Metadata } from 'next';
import { Gate } from '#components/shell/gate.tsx';
import { NotYourRole } from '#components/shell/refusals.tsx';

export const metadata: Metadata = { title: 'Not allowed' };

export default function ForbiddenPage() {
  return (
    <Gate>
      <NotYourRole />
    </Gate>
  );
}
