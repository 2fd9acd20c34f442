import { now } from '../../clock.ts';
import { jobContext, type Context } from '../../context.ts';
import { databaseClient } from '../../db/client.ts';
import { processStripeEvents } from '../process-stripe-events.ts';
import { runRefresh } from '../run-refresh.ts';
import { startFreshStripe } from './test-fresh-stripe.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** Long past: the grace for deliveries under way is over, and everything is inside the thirty days. */
export const STARTS_AT = Math.floor((now().getTime() - 2 * DAY_MS) / 1000) * 1000;

export const job = (): Context => jobContext('back-fill');

export type Sales = Awaited<ReturnType<typeof startSales>>;

/** A local Stripe whose clock stands still, one connected account that sells, and an empty database. */
export async function startSales() {
  const stripe = await startFreshStripe({
    clock: { mode: 'frozen', atMs: STARTS_AT },
    delivery: 'hold',
    automaticPayouts: false,
  });
  const { simulator } = stripe;
  const account = simulator.createAccount({ type: 'custom', onboarded: true }).id;

  /** A sale every five minutes for `minutes`. */
  function sell(minutes: number): void {
    for (let passed = 0; passed < minutes; passed += 5) {
      simulator.createCharge({ account, amount: 5_000, currency: 'usd', applicationFee: 500 });
      simulator.advanceClock(5 * MINUTE_MS);
    }
  }

  return {
    databaseOwnerUrl: stripe.databaseOwnerUrl,
    simulator,
    account,
    sell,
    /** The endpoints are down for `minutes` while sales go on. */
    sellUnheard: (minutes: number): void => {
      const from = simulator.core.clock.nowSeconds();
      simulator.deliverer.outages.push({ from, until: from + minutes * 60 });
      sell(minutes);
    },
    eventIds: () => simulator.core.store.events.entries().map(([, event]) => event.id),
    stop: stripe.stop,
  };
}

export async function processAll(): Promise<void> {
  const ctx = jobContext('process-stripe-events');
  while ((await processStripeEvents(ctx, { runRefresh })).claimed > 0);
}

export type GapRow = {
  endpoint_kind: string;
  starts: number;
  ends: number;
  events_missed: number;
  filled: boolean;
};

export const gaps = () => databaseClient()<GapRow[]>`
  select endpoint_kind, extract(epoch from starts_at)::int as starts, extract(epoch from ends_at)::int as ends,
         events_missed, filled_at is not null as filled
  from event_gaps order by starts_at, endpoint_kind`;

export const storedEvents = () => databaseClient()<
  { stripe_event_id: string; arrived_by: string; signed: boolean }[]
>`
  select stripe_event_id, arrived_by, signature_header is not null as signed
  from stripe_events join stripe_event_bodies using (stripe_event_id, occurred_at)`;

export async function countMoney(): Promise<number> {
  const [money] = await databaseClient()<{ count: number }[]>`
    select count(*)::int as count from balance_transactions`;
  return money?.count ?? 0;
}
