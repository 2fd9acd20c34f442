import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { elapsedMs, now } from '../../clock.ts';
import { jobContext, type Context } from '../../context.ts';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { createPayout, type PayoutAnswer } from '../../stripe/create-payout.ts';
import { cancelPayoutRequest } from '../requests/cancel-payout-request.ts';
import { insertApproval, insertPayoutRequest, type TestRequest } from '../requests/test-request.fixture.ts';
import { beginLookUp } from './begin-look-up.ts';
import { claimPayout } from './claim-payout.ts';
import { confirmAbsence } from './confirm-absence.ts';
import { expirePayoutCall } from './expire-payout-call.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { recordAbsence } from './record-absence.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';
import { recordPayoutOutcome } from './record-payout-outcome.ts';
import { renewLeaf } from './renew-leaf.ts';
import { takeOverPayout } from './take-over-payout.ts';
import { renewProven } from './test-renew.fixture.ts';
import { DISPATCH_TIMING } from './timing.ts';
import { getUnknownOutcome } from './unknown-outcome-queries.ts';

/* The steps of one payout from its claim to its outcome, against the guards of the database and the local Stripe. */

let stripe: TestStripe;
let sql: postgres.Sql;
const ctx = jobContext('dispatch-payouts');
const person: Context = {
  actor: { kind: 'operator', operatorId: 'opr_anna', name: 'Anna', role: 'finance_operator' },
  requestId: 'test',
  now: now(),
};
const { callMs, retryMs, keyMs, claimMs, settleMs, timeoutMs, lookUpMs } = DISPATCH_TIMING;

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
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

const claim = (request: TestRequest) => claimPayout(ctx, { ...request, claimedBy: 'a test', claimMs });
const permit = (attempt: { payoutAttemptId: string; claimNumber: number }, ms = callMs) =>
  permitPayoutCall(ctx, { ...attempt, callMs: ms, retryMs, keyMs });

async function claimed(request: TestRequest) {
  const attempt = await claim(request);
  if (attempt === null) throw new Error('The request was to be claimed');
  return attempt;
}

async function call(request: TestRequest, attemptNumber = 1, beginMs = 5_000): Promise<PayoutAnswer> {
  const at = elapsedMs();
  const idempotencyKey = `${request.payoutRequestId}/${String(attemptNumber)}`;
  const times = { beginByMs: at + beginMs, endByMs: at + callMs - 1_000, timeoutMs };
  return createPayout({ ...request, idempotencyKey }, times);
}

async function lose(attempt: { payoutAttemptId: string; claimNumber: number }, isStored = false) {
  return recordPayoutOutcome(ctx, {
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

async function statesOf({ payoutRequestId }: TestRequest): Promise<string[]> {
  const rows = await sql<{ state: string }[]>`
    select state from payout_requests where payout_request_id = ${payoutRequestId}
    union all (select state from payout_attempts where payout_request_id = ${payoutRequestId} order by attempt_number)`;
  return rows.map(({ state }) => state);
}

/** As if the time in which it can be stopped had passed. */
const afterUndoWindow = ({ payoutRequestId }: TestRequest) =>
  sql`update payout_requests set leaves_after = clock_timestamp() - interval '1 second'
      where payout_request_id = ${payoutRequestId}`;

const payoutsAtStripe = ({ connectedAccountId }: TestRequest) =>
  stripe.simulator.core.store.payouts.rows(connectedAccountId);

describe('a destination that is not as it was approved', () => {
  it.each([
    ['gone', 'deleted_at = now()'],
    ['another one now', "fingerprint = 'fp_thief'"],
  ])('%s, is not called: by the permit, nor by the program around it', async (_name, becomes) => {
    const request = await approved();
    const attempt = await claimed(request);
    await sql.unsafe(
      `update external_accounts set ${becomes} where external_account_id = '${request.destinationId}'`,
    );
    await expect(
      sql.begin(async (tx) => {
        await tx`set local role sluice_app`;
        await tx`update payout_attempts set state = 'calling', calls = 1, epoch = (select epoch from dispatch_control),
          call_until = clock_timestamp() + interval '30 seconds' where payout_attempt_id = ${attempt.payoutAttemptId}`;
      }),
    ).rejects.toThrow('has changed since it was asked for');
    expect(await permit(attempt)).toMatchObject({ kind: 'blocked' });
    expect(await statesOf(request)).toEqual(['approved', 'abandoned']);
    expect(payoutsAtStripe(request)).toHaveLength(0);
  });
});

describe('a payout that Stripe accepts', () => {
  it('is mirrored and booked, and its reservation ends, in one step with the request', async () => {
    const request = await approved();
    const attempt = await claimed(request);
    expect(await statesOf(request)).toEqual(['dispatching', 'claimed']);
    expect(await permit(attempt)).toMatchObject({ kind: 'permitted' });
    const answer = await call(request);
    if (answer.kind !== 'accepted' || answer.balanceTransaction === null)
      throw new Error('Stripe was to accept it');
    const accepted = {
      ...attempt,
      payout: answer.payout,
      balanceTransactions: [answer.balanceTransaction],
      stripeRequestId: answer.stripeRequestId,
      readAt: now(),
    };
    // A worker that was overtaken brings the same news and changes nothing.
    expect(await recordPayoutAccepted(ctx, { ...accepted, claimNumber: attempt.claimNumber + 1 })).toBe(
      false,
    );
    expect(await statesOf(request)).toEqual(['dispatching', 'calling']);
    expect(await recordPayoutAccepted(ctx, accepted)).toBe(true);
    expect(await statesOf(request)).toEqual(['sent', 'accepted']);
    expect(payoutsAtStripe(request)).toHaveLength(1);
    expect(payoutsAtStripe(request)[0]?.metadata).toEqual({
      sluice_payout_request_id: request.payoutRequestId,
    });
    const entries = await sql`
      select kind, purpose from journal_entries where connected_account_id = ${request.connectedAccountId} order by kind`;
    expect([...entries]).toEqual([
      { kind: 'payout', purpose: 'booked' },
      { kind: 'payout_reservation', purpose: 'released' },
    ]);
  });
});

describe('a claim', () => {
  it('is of one worker, however many try at once', async () => {
    const request = await approved();
    const attempts = await Promise.all(Array.from({ length: 8 }, () => claim(request)));
    expect(attempts.filter((attempt) => attempt !== null)).toHaveLength(1);
  });

  it('waits for the end of the undo window', async () => {
    expect(await claim(await approved({ leavesAfter: new Date(now().getTime() + 60_000) }))).toBeNull();
  });

  it('sends a request back to people when an approval does not count any more', async () => {
    const request = await approved();
    await sql`update operators set role = 'viewer' where operator_id = ${request.approvedBy[0] ?? ''}`;
    expect(await claim(request)).toBeNull();
    expect(await statesOf(request)).toEqual(['in_review']);
    await insertApproval(sql, request);
    const [row] = await sql`select standing_approvals(${request.payoutRequestId})::int as standing`;
    expect(row).toEqual({ standing: 2 });
  });
});

describe('a permit', () => {
  it('is refused once a switch is pressed, and the request goes back unsent', async () => {
    const request = await approved();
    const attempt = await claimed(request);
    await sql`
      insert into kill_switches (kill_switch_id, scope, scope_value, reason, state, epoch, engaged_by)
      values (${`ksw_${request.connectedAccountId}`}, 'connected_account', ${request.connectedAccountId}, 'x', 'engaging', 0, 'opr_anna')`;
    expect(await permit(attempt)).toEqual({ kind: 'blocked' });
    expect(await statesOf(request)).toEqual(['approved', 'abandoned']);
    expect(await claim(request)).toBeNull();
  });

  it('is not given to a worker whose claim was taken over', async () => {
    const request = await approved();
    const attempt = await claimPayout(ctx, { ...request, claimedBy: 'dead', claimMs: 0 });
    if (attempt === null) throw new Error('The request was to be claimed');
    expect(await takeOverPayout(ctx, { ...attempt, claimedBy: 'alive', claimMs })).toMatchObject({
      claimNumber: 2,
    });
    expect(await permit(attempt)).toEqual({ kind: 'stale' });
    expect(await takeOverPayout(ctx, { ...attempt, claimedBy: 'third', claimMs })).toBeNull();
  });

  it('whose time to begin is over sends nothing', async () => {
    const request = await approved();
    expect(await call(request, 1, 0)).toMatchObject({ kind: 'not_done', errorCode: 'not_sent' });
    expect(payoutsAtStripe(request)).toEqual([]);
  });
});

describe('an outcome', () => {
  it.each([
    ['a reset before', { kind: 'reset_before' }, 'unknown', 0],
    ['a reset after', { kind: 'reset_after' }, 'unknown', 1],
    ['a truncated answer', { kind: 'truncated' }, 'unknown', 1],
    ['a stored 500', { kind: 'error_500' }, 'unknown', 0],
    ['a conflict', { kind: 'conflict' }, 'unknown', 0],
    ['a 429', { kind: 'rate_limit' }, 'not_done', 0],
    ['a refusal', { kind: 'error', status: 400, code: 'balance_insufficient' }, 'refused', 0],
  ] as const)('of %s is what it is, after one request and no more', async (_name, fault, kind, made) => {
    const request = await approved();
    const account = request.connectedAccountId;
    const sent = () =>
      stripe.simulator.requests
        .list({ method: 'POST', path: '/v1/payouts' })
        .filter(({ headers }) => headers['stripe-account'] === account);
    stripe.simulator.faults.add({ match: { path: '/v1/payouts', method: 'POST', account }, fault });
    expect(await call(request)).toMatchObject({ kind });
    expect(sent()).toHaveLength(1);
    expect(payoutsAtStripe(request)).toHaveLength(made);
  });

  it('that nobody recorded in time is unknown, and the late worker writes nothing', async () => {
    const request = await approved();
    const attempt = await claimed(request);
    await permit(attempt, 0);
    expect(await expirePayoutCall(ctx, attempt)).toBe(true);
    expect(await statesOf(request)).toEqual(['unknown', 'unknown']);
    expect(await lose(attempt)).toBeNull();
  });

  it('that is equal three times stops the account until somebody looked', async () => {
    const first = await approved();
    for (let refusals = 0; refusals < 3; refusals += 1) {
      const request =
        refusals === 0
          ? first
          : await insertPayoutRequest(sql, {
              ...first,
              payoutRequestId: `${first.payoutRequestId}${String(refusals)}`,
              state: 'approved',
            });
      const attempt = await claimed(request);
      await permit(attempt);
      const said = {
        stripeRequestId: null,
        statusCode: 400,
        errorCode: 'bank_account_unusable',
        errorMessage: 'No.',
      };
      expect(
        await recordPayoutOutcome(ctx, { ...attempt, ...said, kind: 'refused', retryMs, lookUpMs }),
      ).toBe('refused');
      expect(await statesOf(request)).toEqual(['refused', 'refused']);
    }
    const next = await insertPayoutRequest(sql, {
      ...first,
      payoutRequestId: `${first.payoutRequestId}9`,
      state: 'approved',
    });
    expect(await claim(next)).toBeNull();
    const alarms = await sql`select kind from alarms where subject = ${first.connectedAccountId}`;
    expect([...alarms]).toEqual([{ kind: 'payout_breaker_opened' }]);
    await sql`update alarms set closed_at = now() where subject = ${first.connectedAccountId}`;
    await claimed(next);
  });
});

describe('an unknown outcome', () => {
  async function lost(isStored = false) {
    const request = await approved();
    const attempt = await claimed(request);
    await permit(attempt, 0);
    await lose(attempt, isStored);
    const look = await beginLookUp(ctx, { ...attempt, waitMs: 0, waitMsMax: 0 });
    if (look === null) throw new Error('A look-up was due');
    return { request, attempt, look };
  }

  it('is called again with the same key once a look-up found nothing, never before', async () => {
    const { request, attempt, look } = await lost();
    expect(await permit(attempt)).toEqual({ kind: 'blocked' });
    expect(await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, settleMs })).toBe('not_yet');
    expect(await permit(attempt)).toMatchObject({
      kind: 'permitted',
      claimNumber: 2,
      idempotencyKey: `${request.payoutRequestId}/1`,
    });
    // The first call's worker comes back while the second one calls: what it says ends nothing.
    const late = {
      stripeRequestId: null,
      statusCode: 400,
      errorCode: 'x',
      errorMessage: 'late',
      retryMs,
      lookUpMs,
    };
    for (const kind of ['not_done', 'refused', 'unknown'] as const)
      expect(await recordPayoutOutcome(ctx, { ...attempt, ...late, kind })).toBeNull();
    expect(await statesOf(request)).toEqual(['dispatching', 'calling']);
  });

  it('is never called again when Stripe stored a failure or the key is old', async () => {
    const stored = await lost(true);
    await recordAbsence(ctx, { ...stored.attempt, begunAt: stored.look.begunAt, settleMs });
    expect(await permit(stored.attempt)).toEqual({ kind: 'blocked' });
    const old = await lost();
    await recordAbsence(ctx, { ...old.attempt, begunAt: old.look.begunAt, settleMs });
    expect(await permitPayoutCall(ctx, { ...old.attempt, callMs, retryMs, keyMs: 0 })).toEqual({
      kind: 'blocked',
    });
  });

  it('after a look-up is ended by a payout only: a refusal of the repeated call says nothing of the first', async () => {
    const { request, attempt, look } = await lost();
    await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, settleMs });
    await permit(attempt);
    const said = {
      stripeRequestId: null,
      statusCode: 400,
      errorCode: 'balance_insufficient',
      errorMessage: 'No.',
    };
    expect(
      await recordPayoutOutcome(ctx, {
        ...attempt,
        claimNumber: 2,
        ...said,
        kind: 'refused',
        retryMs,
        lookUpMs,
      }),
    ).toBe('unknown');
    expect(await statesOf(request)).toEqual(['unknown', 'unknown']);
  });

  it('is told as it stands: asked again by itself, looked up, proven absent, and known at last', async () => {
    const { request, attempt, look } = await lost();
    const told = () => getUnknownOutcome(person, request.payoutRequestId);
    expect(await told()).toMatchObject({
      stands: 'may_be_asked_again',
      asked: { idempotencyKey: `${request.payoutRequestId}/1`, calls: 1, amount: { amount: 125_00n } },
      answer: { code: 'timeout', message: 'no answer', isStored: false },
      list: { lookUps: 1, lastAt: null },
    });
    const stored = await lost(true);
    expect(await getUnknownOutcome(person, stored.request.payoutRequestId)).toMatchObject({
      stands: 'is_looked_up',
    });
    await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, settleMs: 0 });
    expect(await told()).toMatchObject({ stands: 'is_absent', payoutAttemptId: attempt.payoutAttemptId });
    await renewProven(sql, person, { ...request, ...attempt });
    expect(await told()).toBeNull();
  });

  it('gets a new key only after proof of absence, by a person', async () => {
    const { request, attempt, look } = await lost(true);
    const confirm = () => renewProven(sql, person, { ...request, ...attempt });
    await expect(confirm()).rejects.toThrow('It is not proven');
    expect(await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, settleMs: 0 })).toBe('absent');
    expect(await statesOf(request)).toEqual(['unknown', 'absent']);
    expect(await claim(request)).toBeNull();
    const shown = { payoutRequestId: request.payoutRequestId, payoutAttemptId: attempt.payoutAttemptId };
    const root = renewLeaf({ ...shown, payoutAttemptId: 'pat_another' });
    const stepUpProofId = await insertProof(sql, person, { purpose: 'payouts.renew', root });
    await expect(confirmAbsence(person, { ...shown, stepUpProofId })).rejects.toThrow('not this');
    expect(await claim(request)).toBeNull();
    await confirm();
    await afterUndoWindow(request);
    await claimed(request);
    expect(await statesOf(request)).toEqual(['dispatching', 'absent', 'claimed']);
    const keys = await sql`
      select idempotency_key from payout_attempts where payout_request_id = ${request.payoutRequestId} order by attempt_number`;
    expect(keys.map((row) => String(row['idempotency_key']).split('/')[1])).toEqual(['1', '2']);
  });

  it('is kept for ten seconds after the new key was allowed, in which a person can cancel it', async () => {
    const { request, attempt, look } = await lost(true);
    const { payoutRequestId } = request;
    await recordAbsence(ctx, { ...attempt, begunAt: look.begunAt, settleMs: 0 });
    const [before] = await sql<{ at: Date }[]>`select clock_timestamp() as at`;
    await renewProven(sql, person, { ...request, ...attempt });
    const [kept] = await sql<{ isForTen: boolean; isForLonger: boolean }[]>`
      select leaves_after >= ${before?.at ?? null}::timestamptz + interval '10 seconds' as "isForTen",
        leaves_after > clock_timestamp() + interval '10 seconds' as "isForLonger"
      from payout_requests where payout_request_id = ${payoutRequestId}`;
    expect(kept).toEqual({ isForTen: true, isForLonger: false });
    await sql`update payout_requests set leaves_after = leaves_after + interval '1 hour'
              where payout_request_id = ${payoutRequestId}`;
    expect(await claim(request)).toBeNull();
    await cancelPayoutRequest(person, { payoutRequestId, seenVersion: 1, reason: 'Paid by hand.' });
    await afterUndoWindow(request);
    expect(await claim(request)).toBeNull();
    expect(await statesOf(request)).toEqual(['cancelled', 'absent']);
    expect(payoutsAtStripe(request)).toHaveLength(0);
  });
});
