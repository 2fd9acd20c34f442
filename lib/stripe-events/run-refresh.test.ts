import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { connectedAccounts, stripeBalances } from '#drizzle/schema/connected-accounts.ts';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { payouts } from '#drizzle/schema/payouts.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { database } from '../db/client.ts';
import type { Refresh } from './refresh.ts';
import { runRefresh } from './run-refresh.ts';

let stripe: TestStripe;
let account: string;
let payoutId: string;
const ctx = jobContext('process-stripe-events');

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());
beforeEach(() => {
  const { simulator } = stripe;
  simulator.faults.clear();
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  account = record.id;
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  simulator.createCharge({ account, amount: 50_000, currency: 'usd', availableOn: 0 });
  payoutId = simulator.createPayout({ account, amount: 20_000, currency: 'usd' }).id;
});

const everyRefresh = (): Refresh[] => [
  { kind: 'connected_account', connectedAccountId: account },
  { kind: 'balance', connectedAccountId: account },
  { kind: 'balance_transactions', connectedAccountId: account },
  { kind: 'payout', connectedAccountId: account, payoutId },
];

async function mirrored() {
  const db = database();
  const [accounts, balances, transactions, paid] = await Promise.all([
    db.select().from(connectedAccounts).where(eq(connectedAccounts.connectedAccountId, account)),
    db.select().from(stripeBalances).where(eq(stripeBalances.connectedAccountId, account)),
    db.select().from(balanceTransactions).where(eq(balanceTransactions.connectedAccountId, account)),
    db.select().from(payouts).where(eq(payouts.connectedAccountId, account)),
  ]);
  return { accounts, balances, transactions, payouts: paid };
}

describe('a refresh', () => {
  it('of every kind mirrors what it names, and balances add up to the balance transactions', async () => {
    for (const refresh of everyRefresh()) await runRefresh(ctx, refresh);
    const found = await mirrored();
    expect(found.accounts).toMatchObject([{ lockStrength: 'manual_sole_payer' }]);
    expect(found.payouts).toMatchObject([{ payoutId, amount: 20_000n, status: 'pending' }]);
    expect(found.transactions).toHaveLength(2);
    const [balance] = found.balances;
    const net = found.transactions.reduce((sum, row) => sum + row.net, 0n);
    expect((balance?.available ?? 0n) + (balance?.pending ?? 0n)).toBe(net);
  });

  it('ends the same in any order and when repeated', async () => {
    const facts = async () => {
      const found = await mirrored();
      const withoutTimes = (rows: object[]) =>
        rows.map((row) =>
          Object.fromEntries(
            Object.entries(row).filter(([name]) => !/(ReadAt|readAt|firstSeenAt)$/.test(name)),
          ),
        );
      return {
        accounts: withoutTimes(found.accounts),
        balances: withoutTimes(found.balances),
        payouts: withoutTimes(found.payouts),
        transactions: withoutTimes(
          found.transactions.sort((a, b) => (a.balanceTransactionId < b.balanceTransactionId ? -1 : 1)),
        ),
      };
    };
    for (const refresh of everyRefresh()) await runRefresh(ctx, refresh);
    const once = await facts();
    await Promise.all(
      [...everyRefresh(), ...everyRefresh().reverse()].map((refresh) => runRefresh(ctx, refresh)),
    );
    expect(await facts()).toEqual(once);
  });

  it.each(['connected_account', 'balance', 'balance_transactions', 'payout'] as const)(
    'of %s at an account that has disconnected us marks it and is done',
    async (kind) => {
      await runRefresh(ctx, { kind: 'connected_account', connectedAccountId: account });
      stripe.simulator.deauthorizeAccount(account);
      const refresh = everyRefresh().find((one) => one.kind === kind);
      if (refresh === undefined) throw new Error(`no refresh of kind ${kind}`);
      const before = await mirrored();
      const read = runRefresh(ctx, refresh);
      if (kind === 'connected_account') await read;
      else await expect(read).rejects.toMatchObject({ problem: 'permission_lost' });
      const { accounts } = await mirrored();
      expect(accounts).toMatchObject([{ lockStrength: 'unknown', readAt: before.accounts[0]?.readAt }]);
      expect(accounts[0]?.deauthorizedAt).not.toBeNull();
    },
  );

  const refuse = (match: { path?: string; account?: string }, times: number | null) => {
    stripe.simulator.faults.add({
      match,
      fault: { kind: 'error', status: 403, code: 'account_invalid' },
      times,
    });
  };
  const isMarked = async () => (await mirrored()).accounts[0]?.deauthorizedAt !== null;

  it.each(['/v1/balance', '/v1/balance_settings', '/v1/balance_transactions'])(
    'of a part that is refused once, %s, is tried again and marks nothing',
    async (path) => {
      await runRefresh(ctx, { kind: 'connected_account', connectedAccountId: account });
      refuse({ path, account }, 1);
      const refreshes = everyRefresh();
      const ended = await Promise.allSettled(refreshes.map((refresh) => runRefresh(ctx, refresh)));
      const refused = ended.filter((end) => end.status === 'rejected');
      expect(refused).toMatchObject([{ reason: { problem: 'refused' } }]);
      expect(await isMarked()).toBe(false);
    },
  );

  it('marks nothing while Stripe lets us in nowhere, unless Stripe has told of it', async () => {
    await runRefresh(ctx, { kind: 'connected_account', connectedAccountId: account });
    const refresh: Refresh = { kind: 'balance', connectedAccountId: account };
    // As the key of another platform would be.
    refuse({}, null);
    await expect(runRefresh(ctx, refresh)).rejects.toMatchObject({
      problem: 'refused',
      message: expect.stringContaining('STRIPE_SECRET_KEY') as string,
    });
    expect(await isMarked()).toBe(false);
    await database().execute(sql`
      insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by)
      values (${`evt_gone_${account}`}, now(), ${account}, 'account.application.deauthorized', false, 'connect', 'webhook')`);
    await expect(runRefresh(ctx, refresh)).rejects.toMatchObject({ problem: 'permission_lost' });
    expect(await isMarked()).toBe(true);
  });

  it('of an account that nobody has seen is no end: its event is kept and told of', async () => {
    const refresh: Refresh = { kind: 'balance', connectedAccountId: 'acct_neverseen' };
    await expect(runRefresh(ctx, refresh)).rejects.toMatchObject({ problem: 'refused' });
  });

  it('of the platform’s own balance needs no account, and its account has no mirror', async () => {
    await runRefresh(ctx, { kind: 'balance', connectedAccountId: PLATFORM });
    await runRefresh(ctx, { kind: 'connected_account', connectedAccountId: PLATFORM });
    const rows = await database()
      .select()
      .from(stripeBalances)
      .where(eq(stripeBalances.connectedAccountId, PLATFORM));
    expect(rows.map(({ currency }) => currency)).toContain('usd');
  });

  it('fails while Stripe does not answer, so that its event is tried again', async () => {
    stripe.simulator.faults.add({
      match: { path: '/v1/balance' },
      fault: { kind: 'error_500', shouldRetry: false },
      times: null,
    });
    const refresh: Refresh = { kind: 'balance', connectedAccountId: account };
    await expect(runRefresh(ctx, refresh)).rejects.toMatchObject({ code: 'stripe_unavailable' });
  });
});
