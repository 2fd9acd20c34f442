'use client';

import { Button } from '../ui/button.tsx';
import { referenceOf } from '../ui/reference-of.ts';
import { ErrorState } from '../ui/states.tsx';

/** In place of a page that failed. @param reassurance what is not affected by that */
export function UnreadPage({
  error,
  retry,
  reassurance,
}: {
  error: unknown;
  retry: () => void;
  reassurance: string;
}) {
  return (
    <div className="page">
      <ErrorState
        title="This page could not be read"
        reference={referenceOf(error)}
        actions={<Button onClick={retry}>Try again</Button>}
      >
        {reassurance}
      </ErrorState>
    </div>
  );
}
