'use client';

import { useLiveStatus } from './live-status.ts';

/** Events that need a person, beside their place in the navigation. Nothing when there is none. */
export function FailedCount({ failed }: { failed: { count: number; isCapped: boolean } }) {
  const { count, isCapped } = useLiveStatus()?.failedEvents ?? failed;
  if (count === 0) return null;
  return (
    <span className="count alert">
      {count}
      {isCapped ? '+' : ''} failed
    </span>
  );
}
