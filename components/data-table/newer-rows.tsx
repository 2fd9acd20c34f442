'use client';

import { useEffect, useState } from 'react';
import { useLiveStatus } from '../shell/live-status.ts';

/** The same bound as the server's: above it nobody needs to know the number. */
const SHOWN_MAX = 99;

/**
 * New rows wait behind this until somebody shows them: nothing moves under the hand.
 * @param askHref answers `{ count }` of rows newer than those on the page @param href the list again
 */
export function NewerRows({ askHref, href }: { askHref: string; href: string }) {
  const status = useLiveStatus();
  const [found, setFound] = useState({ askHref, count: 0 });
  useEffect(() => {
    if (status === null) return;
    const asking = new AbortController();
    fetch(askHref, { signal: asking.signal })
      .then(async (answer) => (answer.ok ? ((await answer.json()) as { count: number }) : { count: 0 })) // our own route
      .then(
        ({ count }) => {
          setFound({ askHref, count });
        },
        () => {
          // The stream above says that the connection is lost; the next status asks again.
        },
      );
    return () => {
      asking.abort();
    };
  }, [askHref, status]);
  const count = found.askHref === askHref ? found.count : 0;
  return (
    <p className="live" role="status" hidden={count === 0}>
      {count > 0 ? (
        // A full load: the list and everything around it are read again.
        <a href={href}>{count > SHOWN_MAX ? `${String(SHOWN_MAX)}+` : count} new, show</a>
      ) : null}
    </p>
  );
}
