import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { defineVerb } from '../../verb.ts';
import { lockDecidingPerson } from './deciding-person.ts';

/** Whoever had a request open has left it: a colleague need not wait until the lease ends. Nothing for somebody else's. */
export const releaseReview = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({ payoutRequestId: z.string().startsWith('prq_') }),
  run: async (tx, ctx, { payoutRequestId }) => {
    const { operatorId } = await lockDecidingPerson(tx, ctx);
    const [request] = await tx
      .update(payoutRequests)
      .set({ reviewerOperatorId: null, reviewerUntil: null })
      .where(
        and(
          eq(payoutRequests.payoutRequestId, payoutRequestId),
          eq(payoutRequests.reviewerOperatorId, operatorId),
          eq(payoutRequests.state, 'in_review'),
        ),
      )
      .returning({ connectedAccountId: payoutRequests.connectedAccountId });
    return {
      result: { payoutRequestId },
      audit:
        request === undefined
          ? null
          : {
              action: 'payout_request.release_review',
              subject: payoutRequestId,
              connectedAccountId: request.connectedAccountId,
              before: { reviewer: operatorId },
              after: { reviewer: null },
            },
    };
  },
});
