import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { databaseClient } from '../../db/client.ts';
import { relistJob } from '../../jobs/handlers/re-list.ts';
import { postBalanceTransactions } from '../../ledger/post-balance-transactions.ts';
import { runSync } from './run-sync.ts';
import { countMoney, DAY_MS, job, MINUTE_MS, startSales, storedEvents, type Sales } from './sales.fixture.ts';
import { utcDay } from './sync-window.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

const goOn = (): AbortSignal => new AbortController().signal;
const yesterday = () => utcDay(new Date(sales.simulator.core.clock.nowMs()));

/** A sale whose balance transaction and events Stripe does not list yet. @returns what makes it list them */
function sellUnlisted(): { id: string; list: () => void } {
  const { store } = sales.simulator.core;
  const before = new Set(store.events.entries().map(([, { id }]) => id));
  sales.simulator.createCharge({ account: sales.account, amount: 7_700, currency: 'usd', availableOn: 0 });
  const row = store.balanceTransactions.rows(sales.account).at(-1);
  if (row === undefined) throw new Error('the sale has no balance transaction');
  const events = store.events.entries().filter(([, { id }]) => !before.has(id));
  store.balanceTransactions.remove(sales.account, row.id);
  for (const [owner, { id }] of events) store.events.remove(owner, id);
  return {
    id: row.id,
    list: () => {
      store.balanceTransactions.insert(sales.account, row);
      for (const [owner, event] of events) store.events.insert(owner, event);
    },
  };
}

const booked = (id: string) =>
  databaseClient()`select 1 from journal_entries where source_type = 'balance_transaction' and source_id = ${id}`;

/** Behind every overlap of an ordinary run: the mark is on a later day, and no day has ended since. */
async function holeBehindTheMark() {
  sales.sell(10);
  const late = sellUnlisted();
  sales.simulator.setClock(Date.now() - 5 * MINUTE_MS);
  sales.sell(5);
  await runSync(job(), { kind: 'back-fill' });
  await runSync(job(), { kind: 'back-fill' });
  late.list();
  await runSync(job(), { kind: 'back-fill' });
  await postBalanceTransactions(jobContext('post-balance-transactions'));
  expect(await booked(late.id)).toHaveLength(0);
  return late;
}

describe('what Stripe lists late, behind the marks', () => {
  it('is found and booked when an operator lists again from a day', async () => {
    const fromDay = yesterday();
    const late = await holeBehindTheMark();

    const outcome = await runSync(job(), { kind: 'relist', fromDay });
    await postBalanceTransactions(jobContext('post-balance-transactions'));

    expect(outcome).toMatchObject({ end: 'complete', failed: [] });
    expect(await booked(late.id)).toHaveLength(1);
    expect(await countMoney()).toBe(sales.simulator.core.store.balanceTransactions.size);
    expect(await storedEvents()).toHaveLength(sales.eventIds().length);
    const [run] = await databaseClient()`
      select from_day::text as day, objects_added from sync_runs where kind = 'relist'`;
    expect(run).toMatchObject({ day: fromDay });
    expect(run?.['objects_added']).toBeGreaterThan(1);
  });

  it('is found by the weekly listing, which comes once a week and not before', async () => {
    const late = await holeBehindTheMark();
    const relisted = () =>
      databaseClient()<
        { day: string; state: string }[]
      >`select from_day::text as day, state from sync_runs where kind = 'relist' order by started_at`;
    await relistJob({ kind: 'relist' }, goOn());
    expect(await relisted()).toHaveLength(0);

    await databaseClient()`update sync_runs set started_at = now() - interval '8 days'`;
    // A person's short listing does not stand for the week's.
    const today = utcDay(new Date());
    await runSync(job(), { kind: 'relist', fromDay: today });
    await relistJob({ kind: 'relist' }, goOn());
    await postBalanceTransactions(jobContext('post-balance-transactions'));

    expect(await booked(late.id)).toHaveLength(1);
    const thirtyDaysAgo = utcDay(new Date(Date.now() - 30 * DAY_MS));
    expect((await relisted()).map(({ day, state }) => [day, state])).toEqual([
      [today, 'finished'],
      [thirtyDaysAgo, 'finished'],
    ]);
    await relistJob({ kind: 'relist' }, goOn());
    expect(await relisted()).toHaveLength(2);
  });

  it('is found among money alone, as far back as a person asks, without events', async () => {
    const late = await holeBehindTheMark();
    const events = (await storedEvents()).length;
    await runSync(job(), { kind: 'relist-money', fromDay: '2020-01-01' });
    expect(await countMoney()).toBe(sales.simulator.core.store.balanceTransactions.size);
    expect(await storedEvents()).toHaveLength(events);
    await postBalanceTransactions(jobContext('post-balance-transactions'));
    expect(await booked(late.id)).toHaveLength(1);
  });
});
