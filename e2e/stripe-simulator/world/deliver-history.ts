import type { SimulatorBase } from '../simulator.ts';
import { DAY, UNTOLD } from './stage.ts';

/** As long as Stripe lists events. */
const HISTORY_DAYS = 30;

/**
 * Sends the story's events of the last thirty days to the registered endpoints, oldest first, signed now: what they
 * would have received had they existed then. Events of an outage are dropped, as they were. A second call sends nothing.
 * @returns how many events were handed to delivery
 */
export async function deliverHistory(simulator: SimulatorBase): Promise<number> {
  const { core, deliverer } = simulator;
  const until = core.store.marks.get(UNTOLD);
  if (until === undefined) return 0;
  core.store.marks.delete(UNTOLD);
  simulator.changes += 1;
  const from = core.clock.nowSeconds() - HISTORY_DAYS * DAY;
  const untold = core.store.events
    .entries()
    .filter(([, event]) => event.created >= from && event.created <= until)
    .sort(([, left], [, right]) => left.created - right.created);
  for (const [owner, event] of untold) deliverer.accept(owner, event.id);
  await deliverer.flush();
  return untold.length;
}
