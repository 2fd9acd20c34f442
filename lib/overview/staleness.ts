import type { ShellStatus, Staleness } from './types.ts';

/** A worker beats every few seconds; three times that with nothing means that it is gone, not slow. */
export const WORKER_SILENT_SECONDS_MAX = 45;

/** Stripe retries for days, so a minute is no loss; but past it a balance on screen may be wrong. */
const BEHIND_SECONDS_MAX = 60;

/** Decides from one reading of the status; `null` when it is current. */
export function stalenessOf(
  status: Pick<ShellStatus, 'readAt' | 'workerSeenAt' | 'secondsBehind' | 'waitingEvents'>,
): Staleness | null {
  const readAt = Date.parse(status.readAt);
  if (status.workerSeenAt === null) {
    return {
      cause: 'worker',
      since: null,
      text: 'No worker has run yet, so events are stored but not processed.',
    };
  }
  const silentSeconds = (readAt - Date.parse(status.workerSeenAt)) / 1000;
  if (silentSeconds > WORKER_SILENT_SECONDS_MAX) {
    return {
      cause: 'worker',
      since: status.workerSeenAt,
      text: 'No worker has run since. Events are stored and wait; nothing is lost.',
    };
  }
  if (status.secondsBehind > BEHIND_SECONDS_MAX) {
    const { count, isCapped } = status.waitingEvents;
    const oldestWaits = new Date(readAt - status.secondsBehind * 1000).toISOString();
    const waiting = isCapped
      ? `More than ${String(count)} events wait`
      : count === 1
        ? '1 event waits'
        : `${String(count)} events wait`;
    return {
      cause: 'events',
      since: oldestWaits,
      text: `${waiting} to be processed. Balances and states may be older than Stripe’s.`,
    };
  }
  return null;
}
