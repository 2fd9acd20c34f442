'use client';

import { useEffect, useEffectEvent } from 'react';

/** An open page learns of a hold or a press within this time; a hidden one when it is looked at again. */
const LOOK_MS = 5_000;

/**
 * Asks every few seconds what the owner's account may do now.
 * @param mark of what it could do when the page was drawn; null asks nothing @param on `changed` when it may do more or less,
 * `ended` when the session is over
 */
export function useGrantWatch(
  mark: string | null,
  on: { readonly changed: () => void; readonly ended: () => void },
): void {
  const changed = useEffectEvent(on.changed);
  const ended = useEffectEvent(on.ended);
  useEffect(() => {
    if (mark === null) return;
    let isOver = false;
    const look = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      // Without an answer the page keeps what it has: it asks again.
      const answer = await fetch('/portal/live', { cache: 'no-store' }).catch(() => null);
      const now = answer?.ok === true ? ((await answer.json()) as { mark: string }) : null; // our own route
      if (isOver) return;
      if (answer?.status === 401 || answer?.status === 403) ended();
      else if (now !== null && now.mark !== mark) changed();
    };
    const lookNow = () => void look();
    const timer = setInterval(lookNow, LOOK_MS);
    document.addEventListener('visibilitychange', lookNow);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookNow);
    };
  }, [mark]);
}
