import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { blockedBy, PAYOUT_ATTEMPT, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockAttempt } from './lock-attempt.ts';

/**
 * A permitted call whose time is up and whose worker said nothing: its outcome is unknown and is looked up at once.
 * @returns whether it was so
 */
export const expirePayoutCall = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ payoutAttemptId: z.string() }),
  async run(tx, _ctx, { payoutAttemptId }) {
    const { request, attempt } = await lockAttempt(tx, payoutAttemptId);
    const [call] = await executeSet<{ is_over: boolean }>(
      tx,
      sql`select call_until <= clock_timestamp() as is_over from payout_attempts where payout_attempt_id = ${payoutAttemptId}`,
    );
    const facts = { call_is_over: call?.is_over === true };
    if (blockedBy(PAYOUT_ATTEMPT, 'expire', attempt.state, facts) !== null)
      return { result: false, audit: null };
    await tx
      .update(payoutAttempts)
      .set({
        state: PAYOUT_ATTEMPT.moves.expire.to,
        errorCode: 'no_outcome_recorded',
        errorMessage: 'The worker that made this call ended before it could say what came of it.',
        nextLookUpAt: sql`clock_timestamp()`,
      })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
    await tx
      .update(payoutRequests)
      .set({ state: PAYOUT_REQUEST.moves.lose.to })
      .where(eq(payoutRequests.payoutRequestId, request.payoutRequestId));
    return {
      result: true,
      audit: {
        action: 'payout_attempt.unknown',
        subject: request.payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: attempt.state, claimedBy: attempt.claimedBy },
        after: { payoutAttemptId, because: 'call_is_over' },
      },
    };
  },
});
