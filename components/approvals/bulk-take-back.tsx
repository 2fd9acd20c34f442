'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

/** A moment after the last one has left, so that the page read then shows it. */
const READ_AGAIN_AFTER_MS = 1_000;

/**
 * The way back from one's own approvals while it is open. Those that leave have ten seconds each; those that wait for another
 * person, or behind a hold, can be taken back for as long as they wait.
 * @param until end of the time of the last one that leaves, an ISO instant
 */
export function BulkTakeBack({
  bulkDecisionId,
  isMoving,
  count,
  leaving,
  until,
  action,
}: {
  bulkDecisionId: string;
  isMoving: boolean;
  count: number;
  leaving: number;
  until: string | null;
  action: FormAction;
}) {
  const router = useRouter();
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    if (until === null) return;
    const end = Date.parse(until);
    const tick = setInterval(() => {
      setSeconds(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    }, 250);
    const last = setTimeout(
      () => {
        clearInterval(tick);
        router.refresh();
      },
      Math.max(0, end - Date.now()) + READ_AGAIN_AFTER_MS,
    );
    return () => {
      clearInterval(tick);
      clearTimeout(last);
    };
  }, [until, router]);
  const all = count === 1 ? 'the approval' : `all ${count.toLocaleString('en-GB')} approvals`;
  return (
    <div className="bulk-form" data-undo="">
      <p className="small muted">
        {leaving === 0 ? (
          'What can still be taken back waits for another person, or for what keeps the money.'
        ) : (
          <>
            {leaving === 1 ? 'One leaves' : `${leaving.toLocaleString('en-GB')} leave`}
            {seconds === null || seconds === 0 ? (
              ' soon.'
            ) : (
              <span aria-hidden="true"> within {seconds} s.</span>
            )}
          </>
        )}
      </p>
      <ActionForm
        action={action}
        fields={{ bulkDecisionId }}
        label={isMoving ? `Stop, and take back ${all}` : `Take back ${all}`}
        pendingLabel={isMoving ? `Stopping, taking back ${all} …` : `Taking back ${all} …`}
      />
    </div>
  );
}
