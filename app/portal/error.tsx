'use client';

import { Button } from '#components/ui/button.tsx';
import { referenceOf } from '#components/ui/reference-of.ts';
import { ErrorState } from '#components/ui/states.tsx';

export default function PortalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="page">
      <ErrorState
        title="This page could not be read"
        reference={referenceOf(error)}
        actions={<Button onClick={retry}>Try again</Button>}
      >
        Your money is not affected; nothing was sent or changed.
      </ErrorState>
    </div>
  );
}
