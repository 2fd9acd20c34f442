import { Dot } from '#components/ui/badge.tsx';
import { formatDuration } from '#components/ui/format-instant.ts';

/** From here on a person should notice; the stale banner comes later. */
const BEHIND_SECONDS_NOTICED = 15;

/** How far our picture is behind Stripe. @param secondsBehind age of the oldest event that waits */
export function Freshness({ secondsBehind }: { secondsBehind: number }) {
  const late = secondsBehind > BEHIND_SECONDS_NOTICED;
  return (
    <span className="fresh">
      <Dot tone={late ? 'held' : 'paid'} />
      {secondsBehind < 1 ? 'Caught up with Stripe' : `${formatDuration(secondsBehind)} behind Stripe`}
    </span>
  );
}
