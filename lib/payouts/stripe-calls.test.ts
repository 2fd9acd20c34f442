import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { now } from '../clock.ts';
import { jobContext, type Context } from '../context.ts';
import { database } from '../db/client.ts';
import { fetchMissedPayouts } from '../stripe-events/back-fill/fetch-missed-payouts.ts';
import { getPayout } from './detail-queries.ts';
import { fetchPayout } from './fetch-payout.ts';
import { forgetStripeCalls } from './forget-stripe-calls.ts';

let stripe: TestStripe;
const ctx = jobContext('process-stripe-events');
const viewer: Context = {
  ...ctx,
  actor: { kind: 'operator', operatorId: 'opr_1', name: 'V', role: 'viewer' },
};

beforeAll(async () => {
  stripe = await startTestStripe();
});
afterAll(() => stripe.stop());

function fundedAccount(): string {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  simulator.createCharge({ account: record.id, amount: 50_000, currency: 'usd', availableOn: 0 });
  return record.id;
}

const payOut = (account: string): string =>
  stripe.simulator.createPayout({ account, amount: 1_000, currency: 'usd' }).id;

const callsOf = async (payoutId: string) => (await getPayout(viewer, payoutId)).stripeCalls;

const backFill = (account: string): Promise<unknown> =>
  fetchMissedPayouts({ ...jobContext('back-fill'), now: now() }, account, {
    signal: new AbortController().signal,
    onPage: () => Promise.resolve(),
  });

describe('calls to Stripe about a payout', () => {
  it('are kept with their request id, how they ended and how long they took, without any id in their path', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account);
    await fetchPayout(ctx, account, payoutId);
    const calls = await callsOf(payoutId);
    expect(calls.map(({ method, endpoint, statusCode }) => [method, endpoint, statusCode])).toEqual([
      ['GET', '/v1/payouts/{id}', 200],
      ['GET', '/v1/balance_transactions/{id}', 200],
    ]);
    for (const call of calls) {
      expect(call.stripeRequestId).toMatch(/^req_/);
      expect(call.durationMs).toBeGreaterThanOrEqual(0);
    }
    expect(new Set(calls.map(({ stripeRequestId }) => stripeRequestId)).size).toBe(2);
  });

  it('are kept for each payout alone, though they are read beside each other', async () => {
    const account = fundedAccount();
    const [one, other] = [payOut(account), payOut(account)];
    await Promise.all([fetchPayout(ctx, account, one), fetchPayout(ctx, account, other)]);
    const ids = [await callsOf(one), await callsOf(other)].map((calls) =>
      calls.map((call) => call.stripeRequestId),
    );
    expect(ids.map(({ length }) => length)).toEqual([2, 2]);
    expect(new Set(ids.flat()).size).toBe(4);
  });

  it('are kept when Stripe refuses, because that is when its support asks for them', async () => {
    const account = fundedAccount();
    await expect(fetchPayout(ctx, account, 'po_unknown')).rejects.toMatchObject({ code: 'not_found' });
    const kept = await database().execute(sql`
      select outcome, status_code, stripe_request_id like 'req_%' as has_request_id from stripe_calls where object_id = 'po_unknown'`);
    expect([...kept]).toEqual([{ outcome: 'not_found', status_code: 404, has_request_id: true }]);
  });

  it('name the listing that first showed it, and not every later look', async () => {
    const account = fundedAccount();
    const [one, other] = [payOut(account), payOut(account)];
    await backFill(account);
    const [first] = await callsOf(one);
    expect(first).toMatchObject({ endpoint: '/v1/payouts', statusCode: 200 });
    expect((await callsOf(other)).map((call) => call.stripeRequestId)).toEqual([first?.stripeRequestId]);
    await backFill(account);
    expect(await callsOf(one)).toHaveLength(1);
  });

  it('are forgotten after 400 days, and not before', async () => {
    const account = fundedAccount();
    const payoutId = payOut(account);
    await fetchPayout(ctx, account, payoutId);
    await database().execute(sql`
      insert into stripe_calls (object_id, called_at, connected_account_id, method, endpoint, outcome, duration_ms)
      select ${payoutId}, now() - days * interval '1 day', ${account}, 'GET', '/old/' || days, 'succeeded', 1
      from unnest(array[399, 401, 500]) as days`);
    expect(await forgetStripeCalls(jobContext('forget-stripe-calls'), {})).toEqual({
      deleted: 2,
      hasMore: false,
    });
    const left = (await callsOf(payoutId)).map(({ endpoint }) => endpoint);
    expect(left.filter((endpoint) => endpoint.startsWith('/old/'))).toEqual(['/old/399']);
  });
});
