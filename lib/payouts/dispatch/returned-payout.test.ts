import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { elapsedMs, now } from '../../clock.ts';
import { jobContext } from '../../context.ts';
import { createPayout } from '../../stripe/create-payout.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { insertPayoutRequest, type TestRequest } from '../requests/test-request.fixture.ts';
import { claimPayout } from './claim-payout.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';
import { settlePayoutRequests } from './settle-payout-requests.ts';
import { DISPATCH_TIMING } from './timing.ts';

/* What becomes of a request after Stripe had its payout: it comes back, or it is final. */

let stripe: TestStripe;
let sql: postgres.Sql;
const ctx = jobContext('dispatch-payouts');
const events = jobContext('process-stripe-events');

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

async function called() {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  const bank = simulator.addBankAccount(record, {
    accountNumber: '000123456789',
    routingNumber: '110000000',
  });
  simulator.createCharge({ account: record.id, amount: 50_000, currency: 'usd', availableOn: 0 });
  const request = await insertPayoutRequest(sql, {
    state: 'approved',
    connectedAccountId: record.id,
    destinationId: bank.id,
  });
  const { claimMs, callMs, retryMs, keyMs, timeoutMs } = DISPATCH_TIMING;
  const attempt = await claimPayout(ctx, { ...request, claimedBy: 'a test', claimMs });
  if (attempt === null) throw new Error('The request was to be claimed');
  await permitPayoutCall(ctx, { ...attempt, callMs, retryMs, keyMs });
  const readAt = now();
  const at = elapsedMs();
  const answer = await createPayout(
    { ...request, idempotencyKey: `${request.payoutRequestId}/1` },
    { beginByMs: at + callMs, endByMs: at + callMs, timeoutMs },
  );
  if (answer.kind !== 'accepted' || answer.balanceTransaction === null)
    throw new Error('Stripe was to accept it');
  const { payout, balanceTransaction, stripeRequestId } = answer;
  const written = () =>
    recordPayoutAccepted(ctx, {
      ...attempt,
      payout,
      balanceTransactions: [balanceTransaction],
      stripeRequestId,
      readAt,
    });
  return { request, payoutId: payout.payoutId, record: written };
}

async function statesOf({ payoutRequestId }: TestRequest) {
  const [row] = await sql`
    select request.state, request.failure_code as code, attempt.state as attempt from payout_requests as request
    join payout_attempts as attempt using (payout_request_id) where request.payout_request_id = ${payoutRequestId}`;
  return row;
}

const fail = (payoutId: string) => stripe.simulator.failPayout(payoutId, 'account_closed');

describe('a payout that failed at the bank', () => {
  it('returns its request also where somebody wrote down before that it had failed', async () => {
    const { request, payoutId, record } = await called();
    await record();
    await sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx`insert into payout_status_changes (payout_id, connected_account_id, status, failure_code, seen_at)
        values (${payoutId}, ${request.connectedAccountId}, 'failed', 'account_closed', now())`;
    });
    fail(payoutId);
    await fetchPayout(events, request.connectedAccountId, payoutId);
    expect(await statesOf(request)).toMatchObject({ state: 'returned', attempt: 'returned' });
  });

  it('returns its request when Stripe is read again, with the reason, on record', async () => {
    const { request, payoutId, record } = await called();
    await record();
    fail(payoutId);
    await fetchPayout(events, request.connectedAccountId, payoutId);
    expect(await statesOf(request)).toEqual({
      state: 'returned',
      code: 'account_closed',
      attempt: 'returned',
    });
    const audits = await sql`
      select action from audit_records where subject = ${request.payoutRequestId} and action = 'payout_request.return'`;
    expect(audits).toHaveLength(1);
    await fetchPayout(events, request.connectedAccountId, payoutId);
    expect(await statesOf(request)).toMatchObject({ state: 'returned' });
  });

  it('returns its request also when the failure was read before the answer to our own call was written down', async () => {
    const { request, payoutId, record } = await called();
    fail(payoutId);
    await fetchPayout(events, request.connectedAccountId, payoutId);
    expect(await statesOf(request)).toMatchObject({ state: 'dispatching' });
    await record();
    expect(await statesOf(request)).toMatchObject({ state: 'returned', code: 'account_closed' });
  });
});

describe('a payout that is final', () => {
  it('settles its request once the ledger has cleared it, and comes back all the same', async () => {
    const { request, payoutId, record } = await called();
    await record();
    expect(await settlePayoutRequests(ctx, {})).toBe(0);
    await sql`update payouts set status = 'paid', settlement_posted_at = now() where payout_id = ${payoutId}`;
    expect(await settlePayoutRequests(ctx, {})).toBe(1);
    expect(await statesOf(request)).toMatchObject({ state: 'settled', attempt: 'accepted' });
    fail(payoutId);
    await fetchPayout(events, request.connectedAccountId, payoutId);
    expect(await statesOf(request)).toMatchObject({ state: 'returned', attempt: 'returned' });
  });
});
