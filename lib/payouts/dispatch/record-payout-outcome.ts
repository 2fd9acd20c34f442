import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAccounts, payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { OUR_KEY } from '../../ledger/alarm-kinds.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import { blockedBy, PAYOUT_ATTEMPT, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { fromNow, lockAttempt, lockPayoutAccount, type PayoutAttemptRow } from './lock-attempt.ts';
import { LOST_CALLS_TOLD } from './timing.ts';

/** One and the same refusal this often is the account's, not the payout's: the next ones wait for a person. */
const EQUAL_REFUSALS_MAX = 3;

/** Waits after refusals for speed double at most this often. */
const DOUBLINGS_MAX = 5;

const MOVES = {
  refused: { attempt: 'refuse', request: 'refuse' },
  unknown: { attempt: 'lose', request: 'lose' },
  not_done: { attempt: 'put_back', request: null },
} as const;

/**
 * A call ended without a payout that we know of: refused for good, undone (it waits with its key), or unknown. What Stripe
 * says to a repeated call is no answer to the first one, so after a look-up only a payout ends an attempt.
 * @returns what it became, or null when another worker has the attempt: then nothing is written
 */
export const recordPayoutOutcome = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({
    payoutAttemptId: z.string(),
    claimNumber: z.int(),
    kind: z.enum(['refused', 'not_done', 'unknown']),
    isStored: z.boolean().default(false),
    stripeRequestId: z.string().nullable(),
    statusCode: z.int().nullable(),
    errorCode: z.string().nullable(),
    errorMessage: z.string(),
    retryMs: z.number(),
    lookUpMs: z.number(),
  }),
  async run(tx, _ctx, { payoutAttemptId, claimNumber, kind, isStored, retryMs, lookUpMs, ...said }) {
    const { request, attempt } = await lockAttempt(tx, payoutAttemptId);
    const became = attempt.lookUps > 0 ? 'unknown' : kind;
    const move = MOVES[became];
    const facts = { claim_is_mine: attempt.claimNumber === claimNumber };
    if (blockedBy(PAYOUT_ATTEMPT, move.attempt, attempt.state, facts) !== null)
      return { result: null, audit: null };
    const waitMs = retryMs * 2 ** Math.min(attempt.calls - 1, DOUBLINGS_MAX);
    await tx
      .update(payoutAttempts)
      .set({
        ...said,
        state: PAYOUT_ATTEMPT.moves[move.attempt].to,
        ...(became === 'refused' && { endedAt: sql`clock_timestamp()` }),
        ...(became === 'not_done' && { claimedUntil: sql`${fromNow(waitMs)}` }),
        ...(became === 'unknown' && {
          hasStoredFailure: attempt.hasStoredFailure || isStored,
          nextLookUpAt: sql`${fromNow(lookUpMs)}`,
        }),
      })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
    if (move.request !== null)
      await tx
        .update(payoutRequests)
        .set({
          state: PAYOUT_REQUEST.moves[move.request].to,
          ...(became === 'refused' && { failureCode: said.errorCode, failureMessage: said.errorMessage }),
        })
        .where(eq(payoutRequests.payoutRequestId, request.payoutRequestId));
    if (became === 'unknown' && attempt.calls >= LOST_CALLS_TOLD) await tellOfLostCalls(tx, attempt);
    if (became === 'not_done') await tellOfTurnedAway(tx, { ...attempt, ...said });
    if (became === 'refused') await countRefusal(tx, request.connectedAccountId, said.errorCode ?? 'unknown');
    return {
      result: became,
      audit: {
        action: `payout_attempt.${PAYOUT_ATTEMPT.moves[move.attempt].to}`,
        subject: request.payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: attempt.state },
        after: { payoutAttemptId, ...said, isStored },
      },
    };
  },
});

async function tellOfLostCalls(
  tx: Transaction,
  { payoutRequestId, idempotencyKey, calls }: PayoutAttemptRow,
): Promise<void> {
  await raiseAlarms(tx, [
    {
      kind: 'payout_outcome_unknown',
      subject: payoutRequestId,
      text: `Stripe was asked ${String(calls)} times for ${payoutRequestId} and it is not known what came of it. It is asked again by itself with the same key, ${idempotencyKey}, which cannot pay twice.`,
    },
  ]);
}

/** Undone is asked for again by itself, without end: people are told at once of our key, which stands in every payout's way. */
async function tellOfTurnedAway(
  tx: Transaction,
  attempt: Pick<PayoutAttemptRow, 'connectedAccountId' | 'calls'> & {
    statusCode: number | null;
    errorCode: string | null;
  },
): Promise<void> {
  const { connectedAccountId, calls, statusCode, errorCode } = attempt;
  if (statusCode === null) return;
  const answer = `${String(statusCode)}${errorCode === null ? '' : `, ${errorCode.replaceAll('_', ' ')}`}`;
  const isOfOurKey = statusCode === 401 || statusCode === 403;
  if (!isOfOurKey && calls < LOST_CALLS_TOLD) return;
  await raiseAlarms(tx, [
    {
      kind: 'payout_not_taken',
      subject: isOfOurKey ? OUR_KEY : connectedAccountId,
      text: isOfOurKey
        ? `Stripe does not accept our key for payouts (${answer}). None leaves until it does; each waits with its own idempotency key and is asked for again by itself.`
        : `Stripe was asked ${String(calls)} times for one payout of ${connectedAccountId} and turned it away each time (${answer}). It is asked again by itself with the same key.`,
    },
  ]);
}

async function countRefusal(tx: Transaction, connectedAccountId: string, code: string): Promise<void> {
  const account = await lockPayoutAccount(tx, connectedAccountId);
  if (account === null) throw new Error('An attempt stands on an enrolled account');
  const equalRefusals = account.lastRefusalCode === code ? account.equalRefusals + 1 : 1;
  const isOpening = equalRefusals >= EQUAL_REFUSALS_MAX;
  await tx
    .update(payoutAccounts)
    .set({
      equalRefusals,
      lastRefusalCode: code,
      ...(isOpening && { breakerOpenedAt: sql`clock_timestamp()` }),
    })
    .where(eq(payoutAccounts.connectedAccountId, connectedAccountId));
  if (isOpening)
    await raiseAlarms(tx, [
      {
        kind: 'payout_breaker_opened',
        subject: connectedAccountId,
        text: `Stripe refused ${String(equalRefusals)} payouts of ${connectedAccountId} with ${code}. No more are sent until a person has looked and closed this alarm.`,
      },
    ]);
}
