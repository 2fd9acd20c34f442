'use client';

import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { referenceOf } from '../ui/reference-of.ts';
import { ErrorState } from '../ui/states.tsx';

/**
 * In place of a page that failed: what is not affected by that, what to do, and what to tell whoever looks into it.
 * @param reassurance what is not affected @param tell who to turn to when it stays @param elsewhere where to do meanwhile what this page is for
 */
export function UnreadPage({
  error,
  retry,
  reassurance,
  tell = 'whoever runs Sluice',
  elsewhere,
}: {
  error: unknown;
  retry: () => void;
  reassurance: string;
  tell?: string;
  elsewhere?: ReactNode;
}) {
  const reference = referenceOf(error);
  return (
    <div className="page">
      <ErrorState
        title="This page could not be read"
        reference={reference}
        actions={<Button onClick={retry}>Try again</Button>}
      >
        {reassurance} Try again in a moment. If it stays so, tell {tell}
        {reference === undefined ? ' what you wanted to see' : ' the reference below: their log has it, too'}.
        {elsewhere === undefined ? null : <> {elsewhere}</>}
      </ErrorState>
    </div>
  );
}
