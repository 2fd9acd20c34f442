import { databaseClient } from '../db/client.ts';
import { log } from '../log.ts';

/** What workers LISTEN on. A lost notification costs at most one sweep, so nothing depends on it. */
export const WAKE_UP_CHANNEL = 'sluice_stripe_events';

/** NOTIFY takes a database-wide lock while it commits, so it is sent for many events at once and never per event. */
const WAKE_UP_INTERVAL_MS = 100;

let isStaged = false;

async function notify(): Promise<void> {
  isStaged = false;
  try {
    await databaseClient()`select pg_notify(${WAKE_UP_CHANNEL}, '')`;
  } catch (error) {
    // The events are committed and the next sweep finds them.
    log.warn({ err: error }, 'workers were not woken up');
  }
}

/** Tells idle workers that events wait; many calls within 100 ms become one notification. */
export function wakeWorkers(): void {
  if (isStaged) return;
  isStaged = true;
  setTimeout(() => void notify(), WAKE_UP_INTERVAL_MS).unref();
}
