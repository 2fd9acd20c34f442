import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import type { Context } from '../../context.ts';
import { databaseClient, openDatabase } from '../../db/client.ts';
import { jobContext } from '../../context.ts';
import { checkInvariants } from '../../ledger/check-invariants.ts';
import { runSync } from './run-sync.ts';
import { DAY_MS, job, MINUTE_MS, STARTS_AT, startSales, type Sales } from './sales.fixture.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

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

  /** Stripe's own numbers per sales.account, object and UTC day. */
  function counted(): Map<string, number> {
    const numbers = new Map<string, number>();
    const { store } = sales.simulator.core;
    const tables = {
      event: store.events,
      balance_transaction: store.balanceTransactions,
      payout: store.payouts,
    };
    for (const [object, table] of Object.entries(tables))
      for (const [owner, { created }] of table.entries() as [string, { created: number }][]) {
        const unit = owner === sales.simulator.platformId ? PLATFORM : owner;
        const key = `${unit} ${object} ${new Date(created * 1000).toISOString().slice(0, 10)}`;
        numbers.set(key, (numbers.get(key) ?? 0) + 1);
      }
    return numbers;
  }

  /** A job at Stripe's own time, so that a day is still going on when it is counted. */
  const jobThen = (): Context => ({
    ...job(),
    now: new Date(sales.simulator.core.clock.nowMs() + 3 * MINUTE_MS),
  });

  it('equals Stripe’s own counts per object and day, over several runs and a day’s end', async () => {
    const midnight = Date.parse(new Date(STARTS_AT + DAY_MS).toISOString().slice(0, 10));
    sales.simulator.setClock(midnight - 130 * MINUTE_MS);
    sales.sell(30);
    await sales.simulator.deliverer.flush();
    await runSync(jobThen(), { kind: 'back-fill' });
    sales.sell(60);
    await runSync(jobThen(), { kind: 'back-fill' });
    sales.sellUnheard(60);
    await runSync(jobThen(), { kind: 'back-fill' });
    sales.sell(20);
    await sales.simulator.deliverer.flush();
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

  it('names what is taken away after it was counted, when everything is checked', async () => {
    sales.sell(30);
    await sales.simulator.deliverer.flush();
    await runSync(jobThen(), { kind: 'back-fill' });
    const owner = openDatabase(sales.databaseOwnerUrl, { max: 1, role: null });
    const [taken] = await owner.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`; // as a superuser walks around every trigger
      await tx`delete from stripe_event_bodies where stripe_event_id = (select min(stripe_event_id) from stripe_events)`;
      return tx<{ id: string; unit: string; day: string }[]>`
        delete from stripe_events where stripe_event_id = (select max(stripe_event_id) from stripe_events)
        returning stripe_event_id as id, connected_account_id as unit, occurred_at::date::text as day`;
    });
    await owner.sql.end();
    const [bodiless] = await databaseClient()<
      { id: string }[]
    >`select min(stripe_event_id) as id from stripe_events`;
    const reports = await checkInvariants(jobContext('check-invariants'), { from: null });
    const report = reports.find(({ invariant }) => invariant === 'events_processed');
    expect(report?.outcome).toBe('broken');
    expect(report?.findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining([`${taken?.unit ?? ''} event ${taken?.day ?? ''}`, taken?.id, bodiless?.id]),
    );
  });
});
