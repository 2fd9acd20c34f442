import postgres from 'postgres';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { elapsedMs, now } from '../../clock.ts';
import { jobContext, type Context } from '../../context.ts';
import { createPayout, type PayoutAnswer } from '../../stripe/create-payout.ts';
import { insertPayoutRequest, type TestRequest } from '../requests/test-request.fixture.ts';
import { claimPayout } from './claim-payout.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { recordPayoutOutcome } from './record-payout-outcome.ts';
import { DISPATCH_TIMING } from './timing.ts';

const { callMs, retryMs, keyMs, claimMs, timeoutMs } = DISPATCH_TIMING;

type Claimed = { payoutAttemptId: string; claimNumber: number };
type Overrides = Parameters<typeof insertPayoutRequest>[1];

/** The job that sends. */
export const dispatcher: Context = jobContext('dispatch-payouts');

export const anna: Context = {
  actor: { kind: 'operator', operatorId: 'opr_anna', name: 'Anna', role: 'finance_operator' },
  requestId: 'test',
  now: now(),
};

/** A database and a local Stripe of the caller's own, and the steps of one payout as a test takes them. */
export class DispatchWorld {
  readonly stripe: TestStripe;
  readonly sql: postgres.Sql;

  constructor(stripe: TestStripe) {
    this.stripe = stripe;
    this.sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  }

  async stop(): Promise<void> {
    await this.sql.end({ timeout: 5 });
    await this.stripe.stop();
  }

  /** A request with its approvals, of a seller who has 500.00 USD at Stripe. */
  async approved(overrides: Overrides = {}): Promise<TestRequest> {
    const { simulator } = this.stripe;
    const record = simulator.createAccount({ type: 'custom', onboarded: true });
    simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
    const bank = simulator.addBankAccount(record, {
      accountNumber: '000123456789',
      routingNumber: '110000000',
    });
    simulator.createCharge({ account: record.id, amount: 50_000, currency: 'usd', availableOn: 0 });
    return insertPayoutRequest(this.sql, {
      state: 'approved',
      connectedAccountId: record.id,
      destinationId: bank.id,
      ...overrides,
    });
  }

  claim(request: TestRequest) {
    return claimPayout(dispatcher, { ...request, claimedBy: 'a test', claimMs });
  }

  async claimed(request: TestRequest) {
    const attempt = await this.claim(request);
    if (attempt === null) throw new Error('The request was to be claimed');
    return attempt;
  }

  permit(attempt: Claimed) {
    return permitPayoutCall(dispatcher, { ...attempt, callMs, retryMs, keyMs });
  }

  /** A permit whose time is up already. */
  async permitBefore(attempt: Claimed): Promise<void> {
    await this.permit(attempt);
    await this
      .sql`update payout_attempts set call_until = clock_timestamp() where payout_attempt_id = ${attempt.payoutAttemptId}`;
  }

  async call(request: TestRequest, attemptNumber = 1, beginMs = 5_000): Promise<PayoutAnswer> {
    const at = elapsedMs();
    const idempotencyKey = `${request.payoutRequestId}/${String(attemptNumber)}`;
    const times = { beginByMs: at + beginMs, endByMs: at + callMs - 1_000, timeoutMs };
    return createPayout({ ...request, idempotencyKey }, times);
  }

  async lose(attempt: Claimed, isStored = false) {
    return recordPayoutOutcome(dispatcher, {
      ...attempt,
      kind: 'unknown',
      isStored,
      stripeRequestId: null,
      statusCode: null,
      errorCode: 'timeout',
      errorMessage: 'no answer',
      retryMs,
      lookUpMs: 0,
    });
  }

  /** The request's state, then those of its attempts in their order. */
  async statesOf({ payoutRequestId }: TestRequest): Promise<string[]> {
    const rows = await this.sql<{ state: string }[]>`
      select state from payout_requests where payout_request_id = ${payoutRequestId}
      union all (select state from payout_attempts where payout_request_id = ${payoutRequestId} order by attempt_number)`;
    return rows.map(({ state }) => state);
  }

  /** As if the time in which it can be stopped had passed. */
  async afterUndoWindow({ payoutRequestId }: TestRequest): Promise<void> {
    await this.sql`update payout_requests set leaves_after = clock_timestamp() - interval '1 second'
      where payout_request_id = ${payoutRequestId}`;
  }

  payoutsAtStripe({ connectedAccountId }: TestRequest) {
    return this.stripe.simulator.core.store.payouts.rows(connectedAccountId);
  }
}

export async function startDispatchWorld(): Promise<DispatchWorld> {
  return new DispatchWorld(await startTestStripe());
}
