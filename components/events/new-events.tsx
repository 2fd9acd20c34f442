'use client';

import { useCountAfter, useLiveStatus } from '../shell/live-status.ts';

/** New rows wait behind this: nothing moves under the hand. @param since newest row on the page @param href the page again */
export function NewEvents({ since, href }: { since: string; href: string }) {
  useCountAfter(since);
  const found = useLiveStatus()?.newEvents ?? null;
  const isShown = found !== null && found.count > 0;
  return (
    <p className="live" role="status" hidden={!isShown}>
      {isShown ? (
        // A full load: the list and everything around it are read again.
        <a href={href}>
          {found.count}
          {found.isCapped ? '+' : ''} new
        </a>
      ) : null}
    </p>
  );
}
