'use client';

import { Dot } from '#components/ui/badge.tsx';
import { formatDuration } from '#components/ui/format-instant.ts';
import type { Staleness } from '#lib/overview/types.ts';
import { useLiveStatus } from './live-status.ts';

/** From here on a person should notice; the stale banner comes later. */
const BEHIND_SECONDS_NOTICED = 15;

/**
 * How far our picture is behind Stripe. Without a worker nobody knows how far: then it says that, as the banner does.
 * @param secondsBehind age of the oldest event that waits, when the page was made @param stale what the banner says then
 */
export function Freshness(made: { secondsBehind: number; stale: Staleness | null }) {
  const { secondsBehind, stale } = useLiveStatus() ?? made;
  const isWorkerGone = stale?.cause === 'worker';
  const isLate = isWorkerGone || secondsBehind > BEHIND_SECONDS_NOTICED;
  return (
    <span className="fresh">
      <Dot tone={isLate ? 'held' : 'paid'} />
      {isWorkerGone
        ? 'No worker runs'
        : secondsBehind < 1
          ? 'Caught up with Stripe'
          : `${formatDuration(secondsBehind)} behind Stripe`}
    </span>
  );
}
