'use client';

import { useIsLive } from '../ui/use-is-live.ts';

/** Offers the zone that the browser itself is in. Only the browser knows it, so without a script there is no offer. */
export function BrowserZone({ zone }: { zone: string }) {
  // Its room is kept from the beginning.
  return <div className="browser-zone">{useIsLive() ? <Offer zone={zone} /> : null}</div>;
}

function Offer({ zone }: { zone: string }) {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Older and newer names of one zone are the same to the browser.
  const chosen = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  if (own === chosen) return <p className="small muted">This browser is in that zone as well.</p>;
  return (
    <form action="/preferences" method="post" className="act">
      <span className="soft">
        This browser is in <b>{own}</b>.
      </span>
      <button type="submit" name="zone" value={own} className="btn btn-plain btn-sm">
        Use it
      </button>
    </form>
  );
}
