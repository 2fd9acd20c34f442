'use client';

import { useLiveStatus } from './live-status.ts';

/** Alarms that nobody has closed, beside their place in the navigation. Nothing when there is none. */
export function AlarmCount({ open }: { open: { count: number; isCapped: boolean } }) {
  const { count, isCapped } = useLiveStatus()?.openAlarms ?? open;
  if (count === 0) return null;
  return (
    <span className="count">
      {count}
      {isCapped ? '+' : ''} open
    </span>
  );
}
