'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';

/** Soon enough that progress is seen to move, with room for a person to read between two. */
const EVERY_MS = 1_500;

/** While it is drawn and the tab is seen, the page is read again, each time after the reading before has arrived. */
export function KeepFresh({ everyMs = EVERY_MS }: { everyMs?: number }) {
  const router = useRouter();
  const [isReading, startReading] = useTransition();
  useEffect(() => {
    if (isReading) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      if (document.visibilityState === 'hidden') return;
      timer = setTimeout(() => {
        startReading(() => {
          router.refresh();
        });
      }, everyMs);
    };
    wait();
    document.addEventListener('visibilitychange', wait);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wait);
    };
  }, [router, isReading, everyMs]);
  return null;
}
