import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../context.ts';
import { databaseClient, openDatabase } from '../../db/client.ts';
import { setAsideStripeEvent } from '../set-aside-stripe-event.ts';
import { detectEventGaps } from './detect-event-gaps.ts';
import { runSync } from './run-sync.ts';
import {
  countMoney,
  DAY_MS,
  gaps,
  job,
  processAll,
  startSales,
  storedEvents,
  type Sales,
} from './sales.fixture.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

const openAlarms = async () => [
  ...(await databaseClient()`select subject from alarms where kind = 'event_gap' and closed_at is null`),
];

describe('an endpoint outage', () => {
  it('is found by polling, filled through the same inbox, and shown with its edges and an alarm', async () => {
    sales.sell(60);
    const from = sales.simulator.core.clock.nowSeconds();
    sales.sellUnheard(42);
    const until = sales.simulator.core.clock.nowSeconds();
    sales.sell(60);
    await sales.simulator.deliverer.flush();
    const heard = await storedEvents();
    expect(heard.length).toBeGreaterThan(30);
    expect(heard.length).toBeLessThan(sales.eventIds().length);

    const outcome = await runSync(job(), { kind: 'back-fill' });

    expect(outcome).toMatchObject({ end: 'complete', failed: [], unitsDone: 2, unitsTotal: 2 });
    const stored = await storedEvents();
    expect(new Set(stored.map((row) => row.stripe_event_id))).toEqual(new Set(sales.eventIds()));
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
    // With the last event, not with the next run.
    expect((await gaps()).map(({ filled }) => filled)).toEqual([true, true]);
    expect(await openAlarms()).toEqual([]);
  });

  it('waits for an event that failed, until it was replayed or set aside', async () => {
    sales.sell(20);
    sales.sellUnheard(20);
    await sales.simulator.deliverer.flush();
    await runSync(job(), { kind: 'back-fill' });
    const owner = openDatabase(sales.databaseOwnerUrl, { max: 1, role: null }).sql;
    const [poison] = await owner<{ id: string }[]>`
      update stripe_events set state = 'failed', last_error = 'test', attempts = 8
      where stripe_event_id = (select min(stripe_event_id) from stripe_events
                               where arrived_by = 'backfill' and endpoint_kind = 'connect')
      returning stripe_event_id as id`;
    await owner.end();
    await processAll();
    expect((await gaps()).map(({ endpoint_kind: kind, filled }) => [kind, filled])).toEqual([
      ['account', true],
      ['connect', false],
    ]);
    const anna: Context = {
      actor: { kind: 'operator', operatorId: 'op_anna', name: 'Anna', role: 'finance_operator' },
      requestId: 'req_1',
      now: new Date(),
    };
    const reason = 'The charge is in the books already.';
    await setAsideStripeEvent(anna, { stripeEventId: poison?.id ?? '', attemptsSeen: 8, reason });
    expect((await gaps()).map(({ filled }) => filled)).toEqual([true, true]);
    expect(await openAlarms()).toEqual([]);
  });

  it('keeps its alarm while it is not filled, and has one again when more of it is found', async () => {
    sales.sell(20);
    sales.sellUnheard(20);
    await sales.simulator.deliverer.flush();
    await runSync(job(), { kind: 'back-fill' });
    await detectEventGaps(job(), {});
    expect(await openAlarms()).toHaveLength(2);
    await processAll();
    await detectEventGaps(job(), {});
    expect(await openAlarms()).toEqual([]);

    sales.sellUnheard(20);
    await sales.simulator.deliverer.flush();
    await runSync(job(), { kind: 'back-fill' });
    expect((await gaps()).map(({ filled }) => filled)).toEqual([false, false]);
    expect(await openAlarms()).toHaveLength(2);
    await processAll();
    await detectEventGaps(job(), {});
    expect(await openAlarms()).toEqual([]);
  });

  it('is one gap however often it is looked for, and grows when more of it is found', async () => {
    sales.sell(20);
    sales.sellUnheard(20);
    await sales.simulator.deliverer.flush();
    await runSync(job(), { kind: 'back-fill' });
    const [before] = await gaps();
    await runSync(job(), { kind: 'back-fill' });
    expect(await gaps()).toHaveLength(2);

    sales.sellUnheard(20);
    await sales.simulator.deliverer.flush();
    await runSync(job(), { kind: 'back-fill' });
    const after = await gaps();
    expect(after).toHaveLength(2);
    expect(after[0]?.starts).toBe(before?.starts);
    expect(after[0]?.events_missed).toBeGreaterThan(before?.events_missed ?? 0);
  });

  it('is not seen in what the very first sync brings, nor in deliveries under way', async () => {
    sales.sell(30);
    await runSync(job(), { kind: 'back-fill' });
    expect((await storedEvents()).every((row) => row.arrived_by === 'backfill')).toBe(true);
    expect(await gaps()).toEqual([]);

    sales.simulator.setClock(Date.now() - 30_000);
    await runSync(job(), { kind: 'back-fill' });
    const polled = await storedEvents();
    sales.simulator.createCharge({ account: sales.account, amount: 5_000, currency: 'usd' });
    await runSync(job(), { kind: 'back-fill' });
    expect(await storedEvents()).toHaveLength(polled.length);
  });

  it('is not claimed for types that no webhook is asked to bring', async () => {
    sales.sell(10);
    await sales.simulator.deliverer.flush();
    sales.simulator.emitEvent(sales.account, 'customer.created', { id: 'cus_1', object: 'customer' });
    sales.sell(10);
    await runSync(job(), { kind: 'back-fill' });
    const types = await databaseClient()<{ type: string }[]>`select distinct type from stripe_events`;
    expect(types.map(({ type }) => type)).not.toContain('customer.created');
  });
});

describe('what Stripe no longer lists', () => {
  it('raises no alarm: events beyond thirty days are gone, the money of that time is still read', async () => {
    sales.simulator.core.clock.set(Date.now() - 45 * DAY_MS);
    sales.sell(30);
    sales.simulator.setClock(Date.now() - DAY_MS);
    sales.sell(15);

    await runSync(job(), { kind: 'back-fill' });

    const old = sales.eventIds().length - (await storedEvents()).length;
    expect(old).toBeGreaterThan(6);
    expect(await gaps()).toEqual([]);
    expect(await databaseClient()`select from alarms`).toHaveLength(0);
    expect(await countMoney()).toBe(sales.simulator.core.store.balanceTransactions.size);
  });
});
