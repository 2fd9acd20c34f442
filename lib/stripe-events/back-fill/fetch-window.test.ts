import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { databaseClient } from '../../db/client.ts';
import { runSync } from './run-sync.ts';
import { job, startSales, storedEvents, type Sales } from './sales.fixture.ts';

let sales: Sales;
beforeEach(async () => {
  sales = await startSales();
});
afterEach(() => sales.stop());

describe('the low-water mark', () => {
  const marks = () => databaseClient()<{ object: string; at: number }[]>`
    select object, extract(epoch from low_water_at)::int as at from sync_cursors where connected_account_id = ${sales.account}`;
  const eventMark = async () => (await marks()).find(({ object }) => object === 'event')?.at;

  it('stays when a listing breaks off between pages, so that the next run fills the hole', async () => {
    sales.sell(10);
    await runSync(job(), { kind: 'back-fill' });
    const before = await eventMark();
    for (let index = 0; index < 160; index += 1)
      sales.simulator.createCharge({ account: sales.account, amount: 1_000 + index, currency: 'usd' });
    // The first page is answered, every later one is not.
    sales.simulator.faults.add({
      match: { path: '/v1/events', account: sales.account, nth: 2 },
      fault: { kind: 'error', status: 401 },
    });

    const outcome = await runSync(job(), { kind: 'back-fill' });
    expect(outcome?.failed.map(({ connectedAccountId }) => connectedAccountId)).toEqual([sales.account]);
    expect(await eventMark()).toBe(before);

    sales.simulator.faults.clear();
    await runSync(job(), { kind: 'back-fill' });
    expect(await eventMark()).toBeGreaterThan(before ?? 0);
    expect(await storedEvents()).toHaveLength(sales.eventIds().length);
  });
});

describe('Stripe’s Balance', () => {
  it('is read again in every run, also when nothing moved, of the platform and of each account', async () => {
    await runSync(job(), { kind: 'back-fill' });
    const reads = () => databaseClient()<{ id: string; at: Date }[]>`
      select connected_account_id as id, max(read_at) as at from stripe_balances group by 1 order by 1`;
    const before = await reads();
    expect(before.map(({ id }) => id)).toEqual([sales.account, PLATFORM]);
    await runSync(job(), { kind: 'back-fill' });
    const after = await reads();
    expect(after.map(({ at }, index) => at > (before[index]?.at ?? at))).toEqual([true, true]);
  });
});
