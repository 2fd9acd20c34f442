'use client';

import { Sign } from '#components/ui/icons.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Staleness } from '#lib/overview/types.ts';
import { useLiveStatus } from './live-status.ts';

/** Old data is shown as old: since when, why, and what still works. It comes and goes with what the header says. */
export function StaleBanner({ stale: made }: { stale: Staleness | null }) {
  const live = useLiveStatus();
  const stale = live === null ? made : live.stale;
  if (stale === null) return null;
  return (
    <div className="banner stale" role="status">
      <Sign name="events" />
      <p>
        {stale.since ? (
          <b>
            Data from <Time at={stale.since} seconds />.{' '}
          </b>
        ) : null}
        {stale.text}
      </p>
    </div>
  );
}
