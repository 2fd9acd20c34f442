import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { elapsedMs, now } from '../../clock.ts';
import { database } from '../../db/client.ts';
import { log } from '../../log.ts';
import { collectCalls, type CollectedCall } from '../../stripe/collect-calls.ts';
import { createPayout, type PayoutAnswer } from '../../stripe/create-payout.ts';
import { moneyLimiter, type Turn, type TurnOutcome } from '../../stripe/money-limiter.ts';
import { recordStripeCalls } from '../record-stripe-calls.ts';
import { claimPayout } from './claim-payout.ts';
import type { DispatchRun } from './dispatch-run.ts';
import { fetchEarlierPayout } from './fetch-earlier-payout.ts';
import { permitPayoutCall } from './permit-payout-call.ts';
import { recordPayoutAccepted } from './record-payout-accepted.ts';
import { recordPayoutOutcome } from './record-payout-outcome.ts';
import { takeOverPayout } from './take-over-payout.ts';

type Claimed = { payoutAttemptId: string; claimNumber: number };
type Subject = { connectedAccountId: string };

/** Between the end of a call and the end of its permit: what the two clocks may differ by in twenty seconds, with room. */
const END_BEFORE_PERMIT_MS = 1_000;

/**
 * Sends one approved request: claim, for a later attempt Stripe's list again, turn, permit, one HTTP request, outcome. The turn comes last before the permit, so that
 * calls reach Stripe as evenly as they are let go.
 * @returns whether anything was written
 */
export async function sendPayout(
  run: DispatchRun,
  request: Subject & { payoutRequestId: string },
): Promise<boolean> {
  const { ctx, timing, workerName } = run;
  const { connectedAccountId, payoutRequestId } = request;
  await run.onStep('chosen', connectedAccountId);
  const attempt = await claimPayout(ctx, {
    connectedAccountId,
    payoutRequestId,
    claimedBy: workerName,
    claimMs: timing.claimMs,
  });
  if (attempt === null) return false;
  await run.onStep('claimed', connectedAccountId);
  await fetchEarlierPayout(run, attempt);
  return callInTurn(run, { ...attempt, connectedAccountId });
}

/** Goes on with an attempt whose worker is gone, or that waits for its next try with the same key. */
export async function sendTakenOver(
  run: DispatchRun,
  left: Subject & { payoutAttemptId: string },
): Promise<boolean> {
  const { ctx, timing, workerName } = run;
  const { connectedAccountId, payoutAttemptId } = left;
  const attempt = await takeOverPayout(ctx, {
    payoutAttemptId,
    claimedBy: workerName,
    claimMs: timing.claimMs,
  });
  if (attempt === null) return false;
  await run.onStep('taken_over', connectedAccountId);
  await fetchEarlierPayout(run, attempt);
  return callInTurn(run, { ...attempt, connectedAccountId });
}

/**
 * Calls in turn. Also what asks again with the same key after a look-up found nothing: the permit knows whether that is
 * allowed.
 */
export async function callInTurn(run: DispatchRun, attempt: Subject & Claimed): Promise<boolean> {
  let isCalled = false;
  await moneyLimiter().run(async (turn) => {
    const outcome = await callStripe(run, attempt, turn);
    isCalled = outcome !== 'unused';
    return outcome;
  });
  return isCalled;
}

async function callStripe(run: DispatchRun, attempt: Subject & Claimed, turn: Turn): Promise<TurnOutcome> {
  const { ctx, timing } = run;
  const { connectedAccountId, payoutAttemptId, claimNumber } = attempt;
  const { callMs, retryMs, keyMs, beginMs, timeoutMs } = timing;
  // Read before the permit: by this clock the call is over before the database, which starts later, says that it is.
  const at = elapsedMs();
  const permit = await permitPayoutCall(ctx, { payoutAttemptId, claimNumber, callMs, retryMs, keyMs });
  if (permit.kind !== 'permitted') return 'unused';
  await run.onStep('permitted', connectedAccountId);
  const called = { payoutAttemptId, connectedAccountId, claimNumber: permit.claimNumber };
  // A press waits for this call. Seen before the first byte, it waits for nothing.
  if ((await currentEpoch()) !== permit.epoch) {
    await recordProblem(run, called, NOT_SENT);
    return 'unused';
  }
  await run.onStep('epoch_checked', connectedAccountId);
  turn.begun();
  const calls: CollectedCall[] = [];
  const readAt = now();
  const answer = await collectCalls(calls, () =>
    createPayout(
      { ...permit.request, idempotencyKey: permit.idempotencyKey },
      { beginByMs: at + beginMs, endByMs: at + callMs - END_BEFORE_PERMIT_MS, timeoutMs },
    ),
  );
  turn.answered();
  await run.onStep('answered', connectedAccountId);
  await recordAnswer(run, called, { answer, readAt });
  await run.onStep('outcome_recorded', connectedAccountId);
  if (answer.kind === 'accepted') await keepCalls(run, connectedAccountId, answer.payout.payoutId, calls);
  if (answer.kind !== 'not_done') return 'answered';
  return answer.isRateLimited ? 'rate_limited' : 'unused';
}

const NOT_SENT = {
  kind: 'not_done',
  stripeRequestId: null,
  statusCode: null,
  errorCode: 'not_sent',
  errorMessage: 'A kill switch was pressed between the permit and the call. Nothing was sent.',
} as const;

/** As of now, from the database: a switch that was pressed a moment ago is seen. */
async function currentEpoch(): Promise<bigint> {
  const [control] = await database().select({ epoch: dispatchControl.epoch }).from(dispatchControl);
  if (control === undefined) throw new Error('The migrations write the one row of dispatch_control');
  return control.epoch;
}

async function recordAnswer(
  run: DispatchRun,
  called: Subject & Claimed,
  { answer, readAt }: { answer: PayoutAnswer; readAt: Date },
): Promise<void> {
  if (answer.kind !== 'accepted') return recordProblem(run, called, answer);
  const { payout, balanceTransaction, stripeRequestId } = answer;
  if (balanceTransaction === null)
    // Without its booking the reserved money would look free. The look-up finds both.
    return recordProblem(run, called, {
      kind: 'unknown',
      stripeRequestId,
      statusCode: null,
      errorCode: 'no_balance_transaction',
      errorMessage: 'Stripe has the payout and did not say yet what it took from the balance.',
    });
  const { payoutAttemptId, claimNumber } = called;
  const balanceTransactions = [balanceTransaction];
  await recordPayoutAccepted(run.ctx, {
    payoutAttemptId,
    claimNumber,
    payout,
    balanceTransactions,
    stripeRequestId,
    // To a key that it knows Stripe tells the payout as it was when it was made: a reading since says what became of it.
    readAt: payout.occurredAt < readAt ? payout.occurredAt : readAt,
  });
}

type Problem = Pick<
  Exclude<PayoutAnswer, { kind: 'accepted' }>,
  'kind' | 'stripeRequestId' | 'statusCode' | 'errorCode' | 'errorMessage'
> & { isStored?: boolean };

async function recordProblem(
  { ctx, timing }: DispatchRun,
  { payoutAttemptId, claimNumber }: Claimed,
  { kind, isStored = false, stripeRequestId, statusCode, errorCode, errorMessage }: Problem,
): Promise<void> {
  await recordPayoutOutcome(ctx, {
    payoutAttemptId,
    claimNumber,
    kind,
    isStored,
    stripeRequestId,
    statusCode,
    errorCode,
    errorMessage,
    retryMs: timing.retryMs,
    lookUpMs: timing.lookUpMs,
  });
}

/** For the payout's page. The attempt has the request id in any case. */
async function keepCalls(
  run: DispatchRun,
  connectedAccountId: string,
  payoutId: string,
  calls: CollectedCall[],
): Promise<void> {
  await recordStripeCalls(run.ctx, { connectedAccountId, payoutIds: [payoutId], calls }).catch(
    (error: unknown) => {
      log.error({ err: error, payoutId }, 'calls to Stripe are not on record');
    },
  );
}
