'use client';

import { Dot } from '#components/ui/badge.tsx';
import { formatDuration } from '#components/ui/format-instant.ts';
import { useLiveStatus } from './live-status.ts';

/** From here on a person should notice; the stale banner comes later. */
const BEHIND_SECONDS_NOTICED = 15;

/** How far our picture is behind Stripe. @param secondsBehind age of the oldest event that waits, when the page was made */
export function Freshness({ secondsBehind }: { secondsBehind: number }) {
  const seconds = useLiveStatus()?.secondsBehind ?? secondsBehind;
  return (
    <span className="fresh">
      <Dot tone={seconds > BEHIND_SECONDS_NOTICED ? 'held' : 'paid'} />
      {seconds < 1 ? 'Caught up with Stripe' : `${formatDuration(seconds)} behind Stripe`}
    </span>
  );
}
