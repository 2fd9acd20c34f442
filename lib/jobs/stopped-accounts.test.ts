import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStopWorld, type StopWorld } from '../kill-switch/stop-world.fixture.ts';
import { parseStripeEvent } from '../stripe-events/parse-stripe-event.ts';
import { receiveStripeEvents } from '../stripe-events/receive-stripe-events.ts';
import { closeJobStage } from './stage-job.ts';
import { startWorker, type Worker } from './worker.ts';

/* A worker and Stripe's events, as they run: nobody calls anything by hand. */

/** Seconds, also beside other tests; the sweep that would find it otherwise comes once a minute. */
const SECONDS = { timeout: 15_000, interval: 100 };

let world: StopWorld;
let worker: Worker;
beforeAll(async () => {
  world = await openStopWorld({ delivery: 'record' });
  worker = await startWorker({
    onDatabaseLost: () => {
      throw new Error('the database was lost');
    },
  });
});
afterAll(async () => {
  await worker.stop();
  await closeJobStage();
  await world.close();
});

const told = new Set<string>();

/** Hands over what Stripe has told of an account since the last time. */
async function tell(account: string): Promise<void> {
  const events = [...world.stripe.simulator.core.store.events.entries()]
    .map(([, event]) => ({ ...event, account }))
    .filter(({ id, data }) => !told.has(id) && JSON.stringify(data).includes(account));
  for (const { id } of events) told.add(id);
  const origin = { endpointKind: 'connect', arrivedBy: 'webhook', signatureHeader: null } as const;
  await receiveStripeEvents(events.map((event) => parseStripeEvent(JSON.stringify(event), origin)));
}

it('an account that is made after the press is set to manual within seconds, and again when it is switched on', async () => {
  const { simulator } = world.stripe;
  const { killSwitchId } = await world.press({ scope: 'everything', reason: 'Strange payouts' });
  await expect
    .poll(
      async () =>
        (await world.sql`select stripe_ended_at from kill_switches where stripe_ended_at is not null`).length,
      SECONDS,
    )
    .toBe(1);
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'daily' } });
  const interval = () => simulator.accountOf(record.id).balanceSettings.payments.payouts?.schedule?.interval;
  await tell(record.id);
  await expect.poll(interval, SECONDS).toBe('manual');
  const mirrored = async () =>
    (
      await world.sql`select payout_interval from connected_accounts where connected_account_id = ${record.id}`
    )[0]?.['payout_interval'] as string;
  await expect.poll(mirrored, SECONDS).toBe('manual');
  await tell(record.id);

  simulator.updateBalanceSettings(record, { schedule: { interval: 'weekly' } });
  await tell(record.id);
  await expect.poll(interval, SECONDS).toBe('manual');
  const [step] = await world.sql`
    select seen_at is not null as later from kill_switch_steps
    where kill_switch_id = ${killSwitchId} and connected_account_id = ${record.id} and step = 'lock'`;
  expect(step).toEqual({ later: true });
  expect(await world.sql`select kind from bypasses where connected_account_id = ${record.id}`).toEqual([
    { kind: 'schedule' },
  ]);
});
