'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useLiveStatus } from '../shell/live-status.ts';

/**
 * Reads the page again when somebody else has decided, held or taken what is shown here.
 * @param stand the row as its list said it when the page was drawn
 */
export function DecisionWatch({ payoutRequestId, stand }: { payoutRequestId: string; stand: string }) {
  const router = useRouter();
  const status = useLiveStatus();
  useEffect(() => {
    if (status === null) return;
    const asking = new AbortController();
    const asked = new URLSearchParams({ row: payoutRequestId });
    fetch(`/payouts/live?${asked.toString()}`, { signal: asking.signal })
      .then(async (answer) => (answer.ok ? ((await answer.json()) as { rows: object }) : null)) // our own route
      .then(
        (answer) => {
          if (answer !== null && JSON.stringify(answer.rows) !== stand) router.refresh();
        },
        () => {
          // The stream above says that the connection is lost; the next status asks again.
        },
      );
    return () => {
      asking.abort();
    };
  }, [payoutRequestId, stand, status, router]);
  return null;
}
