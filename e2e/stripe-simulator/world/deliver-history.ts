import type { SimulatorBase } from '../simulator.ts';
import { DAY, UNTOLD } from './stage.ts';

/** As long as Stripe lists events. */
const HISTORY_DAYS = 30;

/**
 * Sends the events of the last thirty days to the registered endpoints, oldest first, signed now: what they would have
 * received had they existed then. That is the story and what happened since, until the endpoints were there: left out, it
 * would look like missed, and more of it the slower the start. Events of an outage are dropped, as they were. A second call
 * sends nothing.
 * @returns how many events were handed to delivery
 */
export async function deliverHistory(simulator: SimulatorBase): Promise<number> {
  const { core, deliverer } = simulator;
  if (!core.store.marks.has(UNTOLD)) return 0;
  core.store.marks.delete(UNTOLD);
  simulator.changes += 1;
  const from = core.clock.nowSeconds() - HISTORY_DAYS * DAY;
  const planned = new Set([...core.store.deliveries.values()].map(({ eventId }) => eventId));
  const untold = core.store.events
    .entries()
    .filter(([, event]) => event.created >= from && !planned.has(event.id))
    .sort(([, left], [, right]) => left.created - right.created);
  for (const [owner, event] of untold) deliverer.accept(owner, event.id);
  await deliverer.flush();
  return untold.length;
}
