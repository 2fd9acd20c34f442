import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { jobContext, type Context } from '../../context.ts';
import { databaseClient } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { processStripeEvents } from '../process-stripe-events.ts';
import { runRefresh } from '../run-refresh.ts';
import { backFill } from './back-fill.ts';
import { detectEventGaps } from './detect-event-gaps.ts';
import { startFreshStripe, type FreshStripe } from './test-fresh-stripe.ts';
import { runSync } from './run-sync.ts';
import { startSyncRun } from './start-sync-run.ts';
import { stopSyncRun } from './stop-sync-run.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Long past: the grace for deliveries under way is over, and everything is inside the thirty days. */
const STARTS_AT = Math.floor((Date.now() - 2 * DAY_MS) / 1000) * 1000;

let stripe: FreshStripe;
let account: string;

beforeEach(async () => {
  stripe = await startFreshStripe({
    clock: { mode: 'frozen', atMs: STARTS_AT },
    delivery: 'hold',
    automaticPayouts: false,
  });
  account = stripe.simulator.createAccount({ type: 'custom', onboarded: true }).id;
});

afterEach(() => stripe.stop());

const job = (): Context => jobContext('back-fill');

/** A sale every five minutes for `minutes`. */
function sell(minutes: number): void {
  for (let passed = 0; passed < minutes; passed += 5) {
    stripe.simulator.createCharge({ account, amount: 5_000, currency: 'usd', applicationFee: 500 });
    stripe.simulator.advanceClock(5 * MINUTE_MS);
  }
}

/** The endpoints are down for `minutes` while sales go on. */
function sellUnheard(minutes: number): void {
  const { deliverer, core } = stripe.simulator;
  const from = core.clock.nowSeconds();
  deliverer.outages.push({ from, until: from + minutes * 60 });
  sell(minutes);
}

async function processAll(): Promise<void> {
  const ctx = jobContext('process-stripe-events');
  while ((await processStripeEvents(ctx, { runRefresh })).claimed > 0);
}

type GapRow = { endpoint_kind: string; starts: number; ends: number; events_missed: number; filled: boolean };

const gaps = () => databaseClient()<GapRow[]>`
  select endpoint_kind, extract(epoch from starts_at)::int as starts, extract(epoch from ends_at)::int as ends,
         events_missed, filled_at is not null as filled
  from event_gaps order by starts_at, endpoint_kind`;

const storedEvents = () => databaseClient()<
  { stripe_event_id: string; arrived_by: string; signed: boolean }[]
>`
  select stripe_event_id, arrived_by, signature_header is not null as signed
  from stripe_events join stripe_event_bodies using (stripe_event_id, occurred_at)`;

const eventIdsOfStripe = () => stripe.simulator.core.store.events.entries().map(([, event]) => event.id);

describe('an endpoint outage', () => {
  it('is found by polling, filled through the same inbox, and shown with its edges and an alarm', async () => {
    sell(60);
    const from = stripe.simulator.core.clock.nowSeconds();
    sellUnheard(42);
    const until = stripe.simulator.core.clock.nowSeconds();
    sell(60);
    await stripe.simulator.deliverer.flush();
    const heard = await storedEvents();
    expect(heard.length).toBeGreaterThan(30);
    expect(heard.length).toBeLessThan(eventIdsOfStripe().length);

    const outcome = await runSync(job(), { kind: 'back-fill' });

    expect(outcome).toMatchObject({ end: 'complete', failed: [], unitsDone: 2, unitsTotal: 2 });
    const stored = await storedEvents();
    expect(new Set(stored.map((row) => row.stripe_event_id))).toEqual(new Set(eventIdsOfStripe()));
    expect(stored.filter((row) => row.arrived_by === 'webhook')).toHaveLength(heard.length);
    expect(stored.every((row) => row.signed === (row.arrived_by === 'webhook'))).toBe(true);

    const [ofPlatform, ofConnect] = await gaps();
    for (const gap of [ofPlatform, ofConnect]) {
      expect(gap?.starts).toBeGreaterThanOrEqual(from);
      expect(gap?.ends).toBeLessThan(until);
      expect((gap?.ends ?? 0) - (gap?.starts ?? 0)).toBeGreaterThanOrEqual(35 * 60);
      expect(gap?.filled).toBe(false);
    }
    expect(await gaps()).toHaveLength(2);
    const missed = stored.length - heard.length;
    expect((ofPlatform?.events_missed ?? 0) + (ofConnect?.events_missed ?? 0)).toBe(missed);
    const alarms = await databaseClient()<
      { text: string }[]
    >`select text from alarms where kind = 'event_gap'`;
    expect(alarms.map(({ text }) => text).join()).toContain('that no webhook brought');
    expect(alarms).toHaveLength(2);

    await processAll();
    await detectEventGaps(job(), {});
    expect((await gaps()).map(({ filled }) => filled)).toEqual([true, true]);
  });

  it('is one gap however often it is looked for, and grows when more of it is found', async () => {
    sell(20);
    sellUnheard(20);
    await stripe.simulator.deliverer.flush();
    await runSync(job(), { kind: 'back-fill' });
    const [before] = await gaps();
    await runSync(job(), { kind: 'back-fill' });
    expect(await gaps()).toHaveLength(2);

    sellUnheard(20);
    await stripe.simulator.deliverer.flush();
    await runSync(job(), { kind: 'back-fill' });
    const after = await gaps();
    expect(after).toHaveLength(2);
    expect(after[0]?.starts).toBe(before?.starts);
    expect(after[0]?.events_missed).toBeGreaterThan(before?.events_missed ?? 0);
  });

  it('is not seen in what the very first sync brings, nor in deliveries under way', async () => {
    sell(30);
    await runSync(job(), { kind: 'back-fill' });
    expect((await storedEvents()).every((row) => row.arrived_by === 'backfill')).toBe(true);
    expect(await gaps()).toEqual([]);

    stripe.simulator.setClock(Date.now() - 30_000);
    await runSync(job(), { kind: 'back-fill' });
    const polled = await storedEvents();
    stripe.simulator.createCharge({ account, amount: 5_000, currency: 'usd' });
    await runSync(job(), { kind: 'back-fill' });
    expect(await storedEvents()).toHaveLength(polled.length);
  });

  it('is not claimed for types that no webhook is asked to bring', async () => {
    sell(10);
    await stripe.simulator.deliverer.flush();
    stripe.simulator.emitEvent(account, 'customer.created', { id: 'cus_1', object: 'customer' });
    sell(10);
    await runSync(job(), { kind: 'back-fill' });
    const types = await databaseClient()<{ type: string }[]>`select distinct type from stripe_events`;
    expect(types.map(({ type }) => type)).not.toContain('customer.created');
  });
});

describe('what Stripe no longer lists', () => {
  it('raises no alarm: events beyond thirty days are gone, the money of that time is still read', async () => {
    stripe.simulator.core.clock.set(Date.now() - 45 * DAY_MS);
    sell(30);
    stripe.simulator.setClock(Date.now() - DAY_MS);
    sell(15);

    await runSync(job(), { kind: 'back-fill' });

    const old = eventIdsOfStripe().length - (await storedEvents()).length;
    expect(old).toBeGreaterThan(6);
    expect(await gaps()).toEqual([]);
    expect(await databaseClient()`select from alarms`).toHaveLength(0);
    const [money] = await databaseClient()<{ count: number }[]>`
      select count(*)::int as count from balance_transactions`;
    expect(money?.count).toBe(stripe.simulator.core.store.balanceTransactions.size);
  });
});

describe('completeness', () => {
  type Counter = {
    connected_account_id: string;
    object: string;
    day: string;
    listed: number;
    stored: number;
    arrived_by_webhook: number;
  };
  const counters = () => databaseClient()<Counter[]>`
    select connected_account_id, object, day::text as day, listed, stored, arrived_by_webhook
    from completeness_counters order by connected_account_id, object, day`;

  /** Stripe's own numbers per account, object and UTC day. */
  function counted(): Map<string, number> {
    const numbers = new Map<string, number>();
    const { store } = stripe.simulator.core;
    const tables = {
      event: store.events,
      balance_transaction: store.balanceTransactions,
      payout: store.payouts,
    };
    for (const [object, table] of Object.entries(tables))
      for (const [owner, { created }] of table.entries() as [string, { created: number }][]) {
        const unit = owner === stripe.simulator.platformId ? PLATFORM : owner;
        const key = `${unit} ${object} ${new Date(created * 1000).toISOString().slice(0, 10)}`;
        numbers.set(key, (numbers.get(key) ?? 0) + 1);
      }
    return numbers;
  }

  /** A job at Stripe's own time, so that a day is still going on when it is counted. */
  const jobThen = (): Context => ({
    ...job(),
    now: new Date(stripe.simulator.core.clock.nowMs() + 3 * MINUTE_MS),
  });

  it('equals Stripe’s own counts per object and day, over several runs and a day’s end', async () => {
    const midnight = Date.parse(new Date(STARTS_AT + DAY_MS).toISOString().slice(0, 10));
    stripe.simulator.setClock(midnight - 130 * MINUTE_MS);
    sell(30);
    await stripe.simulator.deliverer.flush();
    await runSync(jobThen(), { kind: 'back-fill' });
    sell(60);
    await runSync(jobThen(), { kind: 'back-fill' });
    sellUnheard(60);
    await runSync(jobThen(), { kind: 'back-fill' });
    sell(20);
    await stripe.simulator.deliverer.flush();
    await runSync(jobThen(), { kind: 'back-fill' });

    const rows = await counters();
    const found = rows.map(
      (row) => [`${row.connected_account_id} ${row.object} ${row.day}`, row.listed] as const,
    );
    expect(new Map(found)).toEqual(counted());
    expect(new Set(rows.map(({ day }) => day)).size).toBeGreaterThan(1);
    expect(rows.every(({ listed, stored }) => listed === stored)).toBe(true);
    const [byWebhook] = await databaseClient()<{ count: number }[]>`
      select count(*)::int as count from stripe_events where arrived_by = 'webhook'`;
    const ofEvents = rows.filter(({ object }) => object === 'event');
    expect(ofEvents.reduce((sum, row) => sum + row.arrived_by_webhook, 0)).toBe(byWebhook?.count);
  });
});

describe('Stripe’s Balance', () => {
  it('is read again in every run, also when nothing moved, of the platform and of each account', async () => {
    await runSync(job(), { kind: 'back-fill' });
    const reads = () => databaseClient()<{ id: string; at: Date }[]>`
      select connected_account_id as id, max(read_at) as at from stripe_balances group by 1 order by 1`;
    const before = await reads();
    expect(before.map(({ id }) => id)).toEqual([account, PLATFORM]);
    await runSync(job(), { kind: 'back-fill' });
    const after = await reads();
    expect(after.map(({ at }, index) => at > (before[index]?.at ?? at))).toEqual([true, true]);
  });
});

describe('the low-water mark', () => {
  const marks = () => databaseClient()<{ object: string; at: number }[]>`
    select object, extract(epoch from low_water_at)::int as at from sync_cursors where connected_account_id = ${account}`;
  const eventMark = async () => (await marks()).find(({ object }) => object === 'event')?.at;

  it('stays when a listing breaks off between pages, so that the next run fills the hole', async () => {
    sell(10);
    await runSync(job(), { kind: 'back-fill' });
    const before = await eventMark();
    for (let index = 0; index < 160; index += 1)
      stripe.simulator.createCharge({ account, amount: 1_000 + index, currency: 'usd' });
    // The first page is answered, every later one is not.
    stripe.simulator.faults.add({
      match: { path: '/v1/events', account, nth: 2 },
      fault: { kind: 'error', status: 401 },
    });

    const outcome = await runSync(job(), { kind: 'back-fill' });
    expect(outcome?.failed.map(({ connectedAccountId }) => connectedAccountId)).toEqual([account]);
    expect(await eventMark()).toBe(before);

    stripe.simulator.faults.clear();
    await runSync(job(), { kind: 'back-fill' });
    expect(await eventMark()).toBeGreaterThan(before ?? 0);
    expect(await storedEvents()).toHaveLength(eventIdsOfStripe().length);
  });
});

describe('runs', () => {
  const runs = () => databaseClient()<
    { state: string; units_done: number; units_total: number; message: string | null }[]
  >`
    select state, units_done, units_total, message from sync_runs order by started_at`;

  it('two at once are one: the second finds the first, and nothing is stored twice', async () => {
    sell(30);
    const outcomes = await Promise.all([
      runSync(job(), { kind: 'back-fill' }),
      runSync(job(), { kind: 'back-fill' }),
      runSync(job(), { kind: 'back-fill' }),
    ]);
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(2);
    expect(await runs()).toHaveLength(1);
    const stored = await storedEvents();
    expect(stored).toHaveLength(new Set(eventIdsOfStripe()).size);
    await expect(startSyncRun(job(), { kind: 'back-fill' })).resolves.toMatchObject({});
    await expect(startSyncRun(job(), { kind: 'back-fill' })).rejects.toThrow(DomainError);
  });

  it('two that work on the same accounts all the same store everything once', async () => {
    sell(30);
    const all = await startSyncRun(job(), { kind: 'back-fill' });
    const one = await startSyncRun(job(), { kind: 'back-fill', scope: account });
    const kinds = ['payout', 'balance_transaction', 'event'] as const;
    await Promise.all([
      backFill(job(), { ...all, kinds }),
      backFill(job(), { ...one, kinds, connectedAccountIds: [account] }),
    ]);
    expect(await storedEvents()).toHaveLength(eventIdsOfStripe().length);
    const [money] = await databaseClient()<{ count: number }[]>`
      select count(*)::int as count from balance_transactions`;
    expect(money?.count).toBe(stripe.simulator.core.store.balanceTransactions.size);
  });

  it('stop at the next page when asked, keep what they have, and the next goes on from there', async () => {
    const others = Array.from(
      { length: 12 },
      () => stripe.simulator.createAccount({ type: 'custom', onboarded: true }).id,
    );
    for (const other of others)
      for (let index = 0; index < 130; index += 1)
        stripe.simulator.createCharge({ account: other, amount: 1_000, currency: 'usd' });
    const { syncRunId } = await startSyncRun(job(), { kind: 'back-fill' });
    const stopper: Context = {
      ...job(),
      actor: { kind: 'operator', operatorId: 'opr_1', name: 'Anna', role: 'finance_operator' },
    };
    let stopping: Promise<void> | undefined;
    const outcome = await runSync(job(), {
      kind: 'back-fill',
      syncRunId,
      onProgress: ({ objectsListed }) => {
        if (objectsListed > 0) stopping ??= stopSyncRun(stopper, { syncRunId });
      },
    });
    await stopping;

    expect(outcome?.end).toBe('stopped');
    expect(outcome?.unitsDone).toBeLessThan(14);
    expect((await runs()).map(({ state }) => state)).toEqual(['stopped']);
    await expect(stopSyncRun(stopper, { syncRunId })).rejects.toThrow('not under way');

    const resumed = await runSync(job(), { kind: 'back-fill' });
    expect(resumed).toMatchObject({ end: 'complete', unitsDone: 14, unitsTotal: 14 });
    expect(await storedEvents()).toHaveLength(eventIdsOfStripe().length);
  });

  it('whose process died are taken over after a minute, and the dead one may not come back', async () => {
    const dead = await startSyncRun(job(), { kind: 'back-fill' });
    expect(await runSync(job(), { kind: 'back-fill' })).toBeNull();
    await databaseClient()`update sync_runs set heartbeat_at = now() - interval '61 seconds'`;
    expect(await runSync(job(), { kind: 'back-fill' })).toMatchObject({ end: 'complete' });
    expect((await runs()).map(({ state }) => state).sort()).toEqual(['failed', 'finished']);
    const back = await backFill(job(), { ...dead, kinds: ['event'] });
    expect(back.end).toBe('lost');
  });

  it('go on past an account that disconnected us and name one that cannot be read', async () => {
    const gone = stripe.simulator.createAccount({ type: 'standard', onboarded: true }).id;
    const broken = stripe.simulator.createAccount({ type: 'custom', onboarded: true }).id;
    await runSync(job(), { kind: 'initial' });
    stripe.simulator.deauthorizeAccount(gone);
    stripe.simulator.faults.add({
      match: { path: '/v1/payouts', account: broken },
      fault: { kind: 'error', status: 401 },
    });
    sell(10);

    const outcome = await runSync(job(), { kind: 'back-fill' });

    expect(outcome?.failed.map(({ connectedAccountId }) => connectedAccountId)).toEqual([broken]);
    const [last] = (await runs()).slice(-1);
    expect(last?.state).toBe('failed');
    expect(last?.message).toContain(broken);
    const [money] = await databaseClient()<{ count: number }[]>`
      select count(*)::int as count from balance_transactions where connected_account_id = ${account}`;
    expect(money?.count).toBe(2);
  });
});
