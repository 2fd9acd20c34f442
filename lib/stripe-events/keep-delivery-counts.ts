import { jobContext } from '../context.ts';
import { log } from '../log.ts';
import { addDeliveryCounts } from './add-delivery-counts.ts';
import { addUnkeptDeliveries, takeUnkeptDeliveries } from './refusals.ts';

/** Soon enough for whoever looks at the endpoints; a process that is killed forgets this much of what it refused. */
const KEEP_INTERVAL_MS = 5_000;

/** Brings what this process has counted into the database; what cannot be written now waits for the next time. */
export async function keepDeliveryCounts(): Promise<void> {
  const counts = takeUnkeptDeliveries();
  if (counts.length === 0) return;
  try {
    await addDeliveryCounts(jobContext('count-deliveries'), { counts });
  } catch (error) {
    for (const count of counts) addUnkeptDeliveries(count);
    log.warn({ err: error }, 'delivery counts could not be kept');
  }
}

/** Keeps them every few seconds while this process lives. Called once by each process that takes deliveries. */
export function startKeepingDeliveryCounts(): void {
  setInterval(() => void keepDeliveryCounts(), KEEP_INTERVAL_MS).unref();
}
