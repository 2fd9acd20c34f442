import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutAttempts } from '#drizzle/schema/payout-requests.ts';
import { defineVerb } from '../../verb.ts';
import { lockAttempt } from './lock-attempt.ts';

/**
 * Stripe's list was read under this attempt and has nothing of an earlier one: it may be called during the next minute.
 * @param begunAt when the reading began, by the database's clock
 * @returns false when another worker has the attempt
 */
export const recordNoEarlierPayout = defineVerb({
  permission: 'payouts.dispatch',
  input: z.object({ payoutAttemptId: z.string(), claimNumber: z.int(), begunAt: z.string() }),
  async run(tx, _ctx, { payoutAttemptId, claimNumber, begunAt }) {
    const { request, attempt } = await lockAttempt(tx, payoutAttemptId);
    if (attempt.state !== 'claimed' || attempt.claimNumber !== claimNumber)
      return { result: false, audit: null };
    await tx
      .update(payoutAttempts)
      .set({ lookedUpAt: sql`${begunAt}::timestamptz` })
      .where(eq(payoutAttempts.payoutAttemptId, payoutAttemptId));
    return {
      result: true,
      audit: {
        action: 'payout_attempt.read_again',
        subject: request.payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        after: { payoutAttemptId, attemptNumber: attempt.attemptNumber, lookedUpAt: begunAt },
      },
    };
  },
});
