import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts } from '#drizzle/schema/payout-requests.ts';
import { blockedBy, PAYOUT_ATTEMPT } from '../../transitions.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { defineVerb } from '../../verb.ts';
import { fromNow, lockAttempt } from './lock-attempt.ts';

/**
 * Takes an attempt whose worker is gone, or that waited after a 429, under the next claim number: whoever had it before
 * finds another number and writes nothing.
 * @returns the attempt with its number, or null when somebody still has it
 */
export const takeOverPayout = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ payoutAttemptId: z.string(), claimedBy: z.string(), claimMs: z.number() }),
  async run(tx, _ctx, { payoutAttemptId, claimedBy, claimMs }) {
    const { attempt } = await lockAttempt(tx, payoutAttemptId);
    const [lease] = await executeSet<{ is_over: boolean }>(
      tx,
      sql`select claimed_until <= clock_timestamp() as is_over from payout_attempts where payout_attempt_id = ${payoutAttemptId}`,
    );
    const facts = { lease_is_over: lease?.is_over === true };
    if (blockedBy(PAYOUT_ATTEMPT, 'take_over', attempt.state, facts) !== null)
      return { result: null, audit: null };
    const claimNumber = attempt.claimNumber + 1;
    await tx
      .update(payoutAttempts)
      .set({ claimNumber, claimedBy, claimedUntil: sql`${fromNow(claimMs)}` })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
    return {
      result: { payoutAttemptId, claimNumber },
      audit: {
        action: 'payout_attempt.take_over',
        subject: attempt.payoutRequestId,
        connectedAccountId: attempt.connectedAccountId,
        before: { claimNumber: attempt.claimNumber, claimedBy: attempt.claimedBy },
        after: { payoutAttemptId, claimNumber, claimedBy },
      },
    };
  },
});
