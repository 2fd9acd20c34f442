import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripeBalances } from '#drizzle/schema/connected-accounts.ts';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { database } from '../db/client.ts';
import { fetchBalance } from './fetch-balance.ts';
import { recordStripeBalance } from './record-stripe-balance.ts';

let stripe: TestStripe;
const ctx = jobContext('process-stripe-events');

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());

describe('mirrored balances', () => {
  const rowsOf = (connectedAccountId: string) =>
    database()
      .select()
      .from(stripeBalances)
      .where(eq(stripeBalances.connectedAccountId, connectedAccountId))
      .orderBy(asc(stripeBalances.currency));

  it('equal Stripe’s Balance per currency', async () => {
    const record = stripe.simulator.createAccount({ type: 'custom', onboarded: true });
    stripe.simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
    stripe.simulator.addBankAccount(record, { accountNumber: '00012345', country: 'GB', currency: 'gbp' });
    stripe.simulator.createCharge({ account: record.id, amount: 10_000, currency: 'usd' });
    stripe.simulator.createCharge({
      account: record.id,
      amount: 700,
      currency: 'gbp',
      fee: 0,
      availableOn: 0,
    });
    await fetchBalance(ctx, record.id);
    const balance = stripe.simulator.balance(record.id);
    const rows = await rowsOf(record.id);
    expect(rows.map(({ currency }) => currency)).toEqual(['gbp', 'usd']);
    for (const row of rows) {
      const of = (parts: { amount: number; currency: string }[] | undefined) =>
        BigInt(parts?.find((part) => part.currency === row.currency)?.amount ?? 0);
      expect(row.available).toBe(of(balance.available));
      expect(row.pending).toBe(of(balance.pending));
      expect(row.connectReserved).toBe(of(balance.connect_reserved));
    }
    expect(rows[1]?.pending).toBe(10_000n);
  });

  it('an older read never overwrites a newer one, not even one that no longer lists a currency', async () => {
    const at = (ms: number, currency: string, available: bigint) => ({
      connectedAccountId: 'acct_gauge',
      balances: [{ currency, available, pending: 0n, connectReserved: 0n, instantAvailable: null }],
      readAt: new Date(ms),
    });
    await recordStripeBalance(ctx, at(1_000, 'eur', 5n));
    expect(await recordStripeBalance(ctx, at(3_000, 'usd', 7n))).toEqual({ isApplied: true });
    expect(await recordStripeBalance(ctx, at(2_000, 'eur', 6n))).toEqual({ isApplied: false });
    const rows = await rowsOf('acct_gauge');
    expect(rows.map(({ currency, available }) => [currency, available])).toEqual([
      ['eur', 0n],
      ['usd', 7n],
    ]);
  });
});
