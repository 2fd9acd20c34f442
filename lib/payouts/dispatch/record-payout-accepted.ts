import { and, eq, gt, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAccounts, payoutAttempts } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { balanceTransactionRow } from '../../ledger/schemas.ts';
import { blockedBy, PAYOUT_ATTEMPT, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { recordPayouts } from '../record-payouts.ts';
import { payoutSnapshot } from '../schemas.ts';
import { lockAttempt, type PayoutAttemptRow } from './lock-attempt.ts';
import { markSent } from './mark-sent.ts';
import { returnPayoutRequests } from './return-payout-requests.ts';

/**
 * Stripe has the payout: in one transaction its mirror, its booking, the end of the reservation, the attempt and the
 * request. `claimNumber` is the caller's own, for the answer to its call; null for a payout that a look-up found.
 * @returns whether it was written: a worker that was overtaken changes neither attempt nor request
 */
export const recordPayoutAccepted = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({
    payoutAttemptId: z.string(),
    claimNumber: z.int().nullable(),
    payout: payoutSnapshot,
    balanceTransactions: z.array(balanceTransactionRow),
    stripeRequestId: z.string().nullable(),
    readAt: z.date(),
  }),
  async run(tx, ctx, { payoutAttemptId, claimNumber, payout, balanceTransactions, stripeRequestId, readAt }) {
    // What Stripe says is so whoever brings it. The mirror first: whoever reads payouts locks in the same order.
    await recordPayouts(ctx, { payouts: [payout], readAt }, tx);
    const { request, attempt } = await lockAttempt(tx, payoutAttemptId);
    // Booked under the account's lock: whoever reserves its money takes that lock before the same ledger balances.
    await recordBalanceTransactions(ctx, balanceTransactions, tx);
    const move = claimNumber === null ? 'find' : 'accept';
    const facts = { claim_is_mine: attempt.claimNumber === claimNumber };
    if (blockedBy(PAYOUT_ATTEMPT, move, attempt.state, facts) !== null) return { result: false, audit: null };
    if (blockedBy(PAYOUT_REQUEST, 'accept', request.state, {}) !== null)
      return { result: false, audit: null };
    if (attempt.state === 'absent' && !(await endUnsentAttempt(tx, attempt)))
      return { result: false, audit: null };
    await tx
      .update(payoutAttempts)
      .set({
        state: PAYOUT_ATTEMPT.moves[move].to,
        payoutId: payout.payoutId,
        nextLookUpAt: null,
        endedAt: sql`clock_timestamp()`,
        ...(claimNumber === null
          ? { lookedUpAt: sql`clock_timestamp()` }
          : { stripeRequestId, statusCode: 200, errorCode: null, errorMessage: null }),
      })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
    await markSent(tx, request, payout);
    await tx
      .update(payoutAccounts)
      .set({ equalRefusals: 0, lastRefusalCode: null })
      .where(eq(payoutAccounts.connectedAccountId, request.connectedAccountId));
    await executeSet(
      tx,
      sql`update alarms set closed_at = now()
          where kind = 'payout_outcome_unknown' and subject = ${request.payoutRequestId} and closed_at is null`,
    );
    await returnPayoutRequests(tx, ctx, [payout.payoutId]);
    return {
      result: true,
      audit: {
        action: 'payout_request.send',
        subject: request.payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state, attempt: attempt.state },
        after: {
          state: PAYOUT_REQUEST.moves.accept.to,
          payoutAttemptId,
          payoutId: payout.payoutId,
          payloadHash: attempt.payloadHash,
          stripeRequestId,
          how: move,
        },
      },
    };
  },
});

/**
 * What was thought absent is there: an attempt that was to take its place ends without having been sent.
 * @returns false when that one has been called, so that this payout is not the only one
 */
async function endUnsentAttempt(
  tx: Transaction,
  { payoutRequestId, attemptNumber }: PayoutAttemptRow,
): Promise<boolean> {
  const later = await tx
    .select()
    .from(payoutAttempts)
    .where(
      and(
        eq(payoutAttempts.payoutRequestId, payoutRequestId),
        gt(payoutAttempts.attemptNumber, attemptNumber),
        ne(payoutAttempts.state, 'abandoned'),
      ),
    )
    .for('update');
  if (later.some(({ state }) => state !== 'claimed')) return false;
  for (const { payoutAttemptId } of later)
    await tx
      .update(payoutAttempts)
      .set({ state: PAYOUT_ATTEMPT.moves.abandon.to, endedAt: sql`clock_timestamp()` })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
  return true;
}
