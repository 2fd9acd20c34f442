import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { syncCursors } from '#drizzle/schema/stripe-events.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { database, databaseClient } from '../db/client.ts';
import { fetchBalanceTransactions } from './fetch-balance-transactions.ts';
import { refreshDueAvailability } from './fetch-due-availability.ts';

const DAY_MS = 86_400_000;
const PATH = '/v1/balance_transactions';

let stripe: TestStripe;

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());
beforeEach(() => {
  stripe.simulator.faults.clear();
  stripe.simulator.requests.clear();
});

/** A job at the simulator's own time, which tests move ahead of the machine's. */
const job = () => ({
  ...jobContext('process-stripe-events'),
  now: new Date(stripe.simulator.core.clock.nowSeconds() * 1_000),
});

function accountWithCharges(count: number): string {
  const record = stripe.simulator.createAccount({ type: 'custom', onboarded: true });
  for (let i = 0; i < count; i += 1)
    stripe.simulator.createCharge({ account: record.id, amount: 1_000 + i, currency: 'usd' });
  return record.id;
}

const rowsOf = (connectedAccountId: string, status?: 'pending' | 'available') =>
  database()
    .select()
    .from(balanceTransactions)
    .where(
      and(
        eq(balanceTransactions.connectedAccountId, connectedAccountId),
        ...(status === undefined ? [] : [eq(balanceTransactions.status, status)]),
      ),
    );

async function markOf(connectedAccountId: string): Promise<Date | null> {
  const [cursor] = await database()
    .select()
    .from(syncCursors)
    .where(eq(syncCursors.connectedAccountId, connectedAccountId));
  return cursor?.lowWaterAt ?? null;
}

describe('listing balance transactions', () => {
  it('stores all of them once, equal to Stripe’s, over several pages with progress', async () => {
    const account = accountWithCharges(205);
    const pages: number[] = [];
    const result = await fetchBalanceTransactions(job(), account, {
      onPage: ({ listed }) => {
        pages.push(listed);
      },
    });
    expect(result).toEqual({ listed: 205, added: 205 });
    expect(pages).toEqual([100, 200, 205]);
    const rows = await rowsOf(account);
    const theirs = stripe.simulator.core.store.balanceTransactions.rows(account);
    expect(rows.map((row) => row.balanceTransactionId).sort()).toEqual(theirs.map(({ id }) => id).sort());
    const net = (sum: bigint, amount: bigint) => sum + amount;
    expect(rows.map((row) => row.net).reduce(net, 0n)).toBe(
      theirs.map((one) => BigInt(one.net)).reduce(net, 0n),
    );
  });

  it('begins at the mark less the overlap the next time, and adds only what is new', async () => {
    const account = accountWithCharges(3);
    await fetchBalanceTransactions(job(), account);
    const mark = await markOf(account);
    stripe.simulator.advanceClock(3_600_000);
    stripe.simulator.createCharge({ account, amount: 5_000, currency: 'usd' });
    stripe.simulator.requests.clear();
    expect(await fetchBalanceTransactions(job(), account)).toEqual({ listed: 4, added: 1 });
    const [request] = stripe.simulator.requests.list({ path: PATH });
    expect(request?.params).toMatchObject({
      created: { gte: String(Math.floor((mark?.getTime() ?? 0) / 1_000) - 600) },
    });
    expect((await markOf(account))?.getTime()).toBeGreaterThan(mark?.getTime() ?? 0);
  });

  it('does not move the mark when it was interrupted, and so loses nothing', async () => {
    const account = accountWithCharges(205);
    stripe.simulator.faults.add({
      match: { path: PATH, account, nth: 3 },
      fault: { kind: 'error', status: 400, type: 'invalid_request_error', message: 'broken' },
    });
    await expect(fetchBalanceTransactions(job(), account)).rejects.toMatchObject({ problem: 'refused' });
    expect(await rowsOf(account)).toHaveLength(200);
    expect(await markOf(account)).toBeNull();
    expect(await fetchBalanceTransactions(job(), account)).toEqual({ listed: 205, added: 5 });
  });

  it('does not move the mark over a hole when it was asked to begin later', async () => {
    const account = accountWithCharges(2);
    stripe.simulator.advanceClock(DAY_MS);
    const from = job().now;
    stripe.simulator.createCharge({ account, amount: 5_000, currency: 'usd' });
    expect(await fetchBalanceTransactions(job(), account, { from })).toEqual({ listed: 1, added: 1 });
    expect(await markOf(account)).toBeNull();
    expect(await fetchBalanceTransactions(job(), account)).toEqual({ listed: 3, added: 2 });
  });

  it('two at once store every row once', async () => {
    const account = accountWithCharges(150);
    const runs = await Promise.all([
      fetchBalanceTransactions(job(), account),
      fetchBalanceTransactions(job(), account),
    ]);
    expect(runs[0].added + runs[1].added).toBe(150);
    expect(await rowsOf(account)).toHaveLength(150);
  });

  it('reads the platform’s own as well', async () => {
    stripe.simulator.createCharge({ amount: 9_900, currency: 'usd' });
    await fetchBalanceTransactions(job(), PLATFORM);
    const rows = await rowsOf(PLATFORM);
    expect(rows.map((row) => row.amount)).toContain(9_900n);
    for (const request of stripe.simulator.requests.list({ path: PATH }))
      expect(request.headers).not.toHaveProperty('stripe-account');
  });
});

describe('money that became available', () => {
  it('is read again when its day has come, one listing per day of creation, and not before', async () => {
    const account = accountWithCharges(3);
    await fetchBalanceTransactions(job(), account);
    expect(await rowsOf(account, 'pending')).toHaveLength(3);
    expect(await refreshDueAvailability(job(), { connectedAccountId: account })).toEqual({
      due: 0,
      windows: 0,
    });

    stripe.simulator.advanceClock(10 * DAY_MS);
    stripe.simulator.requests.clear();
    const refreshed = await refreshDueAvailability(job(), { connectedAccountId: account });
    expect(refreshed.due).toBe(3);
    expect(stripe.simulator.requests.list({ path: PATH })).toHaveLength(refreshed.windows);
    expect(await rowsOf(account, 'available')).toHaveLength(3);
    expect(await refreshDueAvailability(job(), { connectedAccountId: account })).toEqual({
      due: 0,
      windows: 0,
    });
  });

  it('of an account that has left does not stop the others', async () => {
    const gone = accountWithCharges(1);
    const stays = accountWithCharges(2);
    await fetchBalanceTransactions(job(), gone);
    await fetchBalanceTransactions(job(), stays);
    stripe.simulator.deauthorizeAccount(gone);
    stripe.simulator.advanceClock(10 * DAY_MS);
    await refreshDueAvailability(job());
    expect(await rowsOf(stays, 'available')).toHaveLength(2);
    expect(await rowsOf(gone, 'pending')).toHaveLength(1);
  });

  it('of a seller with a long backlog does not keep another one waiting', async () => {
    const backlog = accountWithCharges(1);
    const other = accountWithCharges(1);
    await fetchBalanceTransactions(job(), other);
    // 600 days of one seller, all due before the other's single row
    await databaseClient()`
      insert into balance_transactions (balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net,
        fee_details, type, reporting_category, balance_type, status, available_at, posted_at)
      select 'txn_backlog' || day, '2025-01-01T00:00:00Z'::timestamptz + make_interval(days => day), ${backlog}, 'usd', 100, 0, 100,
        '[]', 'charge', 'charge', 'payments', 'pending', '2025-01-03T00:00:00Z'::timestamptz + make_interval(days => day), now()
      from generate_series(1, 600) as day`;
    stripe.simulator.advanceClock(10 * DAY_MS);
    await refreshDueAvailability(job());
    expect(await rowsOf(other, 'available')).toHaveLength(1);
  });

  it('is read for all others before the error of one account is reported', async () => {
    const refusing = accountWithCharges(1);
    const sound = accountWithCharges(1);
    await fetchBalanceTransactions(job(), refusing);
    await fetchBalanceTransactions(job(), sound);
    stripe.simulator.advanceClock(10 * DAY_MS);
    stripe.simulator.faults.add({
      match: { path: PATH, account: refusing },
      fault: {
        kind: 'error',
        status: 400,
        type: 'invalid_request_error',
        code: 'parameter_invalid',
        message: 'No',
        kept: false,
      },
    });
    await expect(refreshDueAvailability(job())).rejects.toMatchObject({ problem: 'refused' });
    expect(await rowsOf(sound, 'available')).toHaveLength(1);
  });
});

// Last, because the local Stripe's clock cannot go back.
describe('a balance transaction that is dated ahead', () => {
  it('moves the mark to the present and no further, so that nothing until then is missed', async () => {
    const account = accountWithCharges(1);
    const present = job();
    const { clock } = stripe.simulator.core;
    const at = clock.nowSeconds() * 1_000;
    stripe.simulator.setClock(at + 400 * DAY_MS);
    stripe.simulator.createCharge({ account, amount: 7_000, currency: 'usd' });
    await fetchBalanceTransactions(present, account);
    expect((await markOf(account))?.getTime()).toBeLessThanOrEqual(present.now.getTime() + 300_000);
  });
});
