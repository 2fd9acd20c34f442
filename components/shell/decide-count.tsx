'use client';

import { useLiveStatus } from './live-status.ts';

/** Payout requests that wait for people, beside their place in the navigation. Nothing when there is none. */
export function DecideCount({ waiting }: { waiting: { count: number; isCapped: boolean } }) {
  const { count, isCapped } = useLiveStatus()?.toDecide ?? waiting;
  if (count === 0) return null;
  return (
    <span className="count">
      {count}
      {isCapped ? '+' : ''}
      <span className="vh"> to decide</span>
    </span>
  );
}
