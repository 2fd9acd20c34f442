import type { SimulatorBase } from '../simulator.ts';
import { DAY } from './stage.ts';

/** As long as Stripe lists events. */
const HISTORY_DAYS = 30;

/**
 * Sends the recorded events of the last thirty days to the registered endpoints, oldest first, signed now: what an
 * endpoint would have received had it existed then. Events of an outage are dropped, as they were.
 * @returns how many events were handed to delivery
 */
export async function deliverHistory(simulator: SimulatorBase): Promise<number> {
  const { core, deliverer } = simulator;
  const from = core.clock.nowSeconds() - HISTORY_DAYS * DAY;
  const recent = core.store.events
    .entries()
    .filter(([, event]) => event.created >= from)
    .sort(([, left], [, right]) => left.created - right.created);
  for (const [owner, event] of recent) deliverer.accept(owner, event.id);
  await deliverer.flush();
  return recent.length;
}
