import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../../context.ts';
import { insertPayoutRequest, type TestRequest } from '../requests/test-request.fixture.ts';
import { claimPayout } from './claim-payout.ts';
import { createDispatch } from './dispatch-due-payouts.ts';
import type { DispatchRun, DispatchStep } from './dispatch-run.ts';
import { readDueWork } from './due-work.ts';
import { expirePayoutCall } from './expire-payout-call.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { sendPayout } from './send-payout.ts';
import { takeOverPayout } from './take-over-payout.ts';
import { DISPATCH_TIMING } from './timing.ts';

/* One payout from its choice to its outcome as a worker does it, with something happening in between. */

let stripe: TestStripe;
let sql: postgres.Sql;
const ctx = jobContext('dispatch-payouts');
const { claimMs, callMs, retryMs, keyMs } = DISPATCH_TIMING;

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

async function approved(overrides: Parameters<typeof insertPayoutRequest>[1] = {}): Promise<TestRequest> {
  const { simulator } = stripe;
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  const bank = simulator.addBankAccount(record, {
    accountNumber: '000123456789',
    routingNumber: '110000000',
  });
  simulator.createCharge({ account: record.id, amount: 50_000, currency: 'usd', availableOn: 0 });
  return insertPayoutRequest(sql, {
    state: 'approved',
    connectedAccountId: record.id,
    destinationId: bank.id,
    ...overrides,
  });
}

const run = (onStep: DispatchRun['onStep'] = () => undefined): DispatchRun => ({
  ctx,
  workerName: 'a test',
  timing: DISPATCH_TIMING,
  onStep,
});

const press = ({ connectedAccountId }: TestRequest) => sql`
  insert into kill_switches (kill_switch_id, scope, scope_value, reason, state, epoch, engaged_by)
  values (${`ksw_${connectedAccountId}`}, 'connected_account', ${connectedAccountId}, 'x', 'engaging', 0, 'opr_anna')`;

const atStripe = ({ connectedAccountId }: TestRequest) =>
  stripe.simulator.core.store.payouts.rows(connectedAccountId);
const askedOfStripe = ({ connectedAccountId }: TestRequest) =>
  stripe.simulator.requests
    .list({ method: 'POST', path: '/v1/payouts' })
    .filter(({ headers }) => headers['stripe-account'] === connectedAccountId);

async function statesOf({ payoutRequestId }: TestRequest): Promise<string[]> {
  const rows = await sql<{ state: string }[]>`
    select state from payout_requests where payout_request_id = ${payoutRequestId}
    union all (select state from payout_attempts where payout_request_id = ${payoutRequestId} order by attempt_number)`;
  return rows.map(({ state }) => state);
}

describe('a payout that is sent', () => {
  it('leaves with exactly what was approved, under the key of its attempt', async () => {
    const request = await approved({ amount: 19_99n });
    expect(await sendPayout(run(), request)).toBe(true);
    expect(await statesOf(request)).toEqual(['sent', 'accepted']);
    const [asked] = askedOfStripe(request);
    expect(asked?.headers['idempotency-key']).toBe(`${request.payoutRequestId}/1`);
    expect(asked?.params).toMatchObject({
      amount: '1999',
      currency: 'usd',
      destination: request.destinationId,
      metadata: { sluice_payout_request_id: request.payoutRequestId },
    });
    expect(atStripe(request).map(({ amount }) => amount)).toEqual([1999]);
  });
});

describe('a kill switch', () => {
  it.each(['claimed', 'permitted'] as const)(
    'that is pressed when an attempt was %s: nothing is sent any more',
    async (point) => {
      const request = await approved();
      await sendPayout(
        run(async (step: DispatchStep) => {
          if (step === point) await press(request);
        }),
        request,
      );
      expect(askedOfStripe(request)).toEqual([]);
      expect((await statesOf(request))[1]).toBe(point === 'claimed' ? 'abandoned' : 'claimed');
    },
  );
});

describe('an account that is stopped by equal refusals', () => {
  it('has nothing due until somebody has closed its alarm', async () => {
    const request = await approved();
    const dueOf = async () =>
      (await readDueWork([], 100)).filter((work) => work.connectedAccountId === request.connectedAccountId);
    expect(await dueOf()).toHaveLength(1);
    await sql`update payout_accounts set breaker_opened_at = now() where connected_account_id = ${request.connectedAccountId}`;
    await sql`insert into alarms (kind, subject, text) values ('payout_breaker_opened', ${request.connectedAccountId}, 'x')`;
    expect(await dueOf()).toEqual([]);
    await sql`update alarms set closed_at = now() where subject = ${request.connectedAccountId}`;
    expect(await dueOf()).toHaveLength(1);
  });
});

describe('a worker whose clock is wrong', () => {
  it.each([3_600_000, -3_600_000])(
    'by %s milliseconds takes nothing over and ends no call before its time',
    async (offByMs) => {
      const [claimed, called] = [await approved(), await approved()];
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offByMs });
      const left = await claimPayout(ctx, { ...claimed, claimedBy: 'first', claimMs });
      const calling = await claimPayout(ctx, { ...called, claimedBy: 'first', claimMs });
      if (left === null || calling === null) throw new Error('Both were to be claimed');
      await permitPayoutCall(ctx, { ...calling, callMs, retryMs, keyMs });
      expect(await takeOverPayout(ctx, { ...left, claimedBy: 'second', claimMs })).toBeNull();
      expect(await expirePayoutCall(ctx, calling)).toBe(false);
      await sql`update payout_attempts set claimed_until = clock_timestamp() where payout_attempt_id = ${left.payoutAttemptId}`;
      expect(await takeOverPayout(ctx, { ...left, claimedBy: 'second', claimMs })).not.toBeNull();
    },
  );
});

describe('a worker that is stopped', () => {
  it('writes the outcome of its call down first, and begins nothing more', async () => {
    const [first, second] = [await approved(), await approved()];
    stripe.simulator.faults.add({
      match: { path: '/v1/payouts', method: 'POST', account: first.connectedAccountId },
      fault: { kind: 'delay', ms: 300 },
    });
    await sql`update payout_requests set leaves_after = now() + interval '1 hour'
      where state = 'approved' and payout_request_id <> ${first.payoutRequestId}`;
    const called = Promise.withResolvers<undefined>();
    const dispatch = createDispatch({
      workerName: 'a test',
      onStep: (step) => {
        if (step === 'epoch_checked') called.resolve(undefined);
      },
    });
    await dispatch.begin();
    await called.promise;
    await sql`update payout_requests set leaves_after = null where payout_request_id = ${second.payoutRequestId}`;
    const stopped = dispatch.stop();
    await dispatch.begin();
    await stopped;
    expect(await statesOf(first)).toEqual(['sent', 'accepted']);
    expect(await statesOf(second)).toEqual(['approved']);
  });
});
