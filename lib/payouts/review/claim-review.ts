import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { DomainError } from '../../errors.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { lockDecidingPerson } from './deciding-person.ts';
import { LEASE_MINUTES, refuseOthersLease } from './review-lease.ts';

/**
 * Opens a request for one person: a lease of two minutes, renewed by the open page. With a note it can be taken from
 * somebody else, which is on record.
 * @throws DomainError `conflict` when somebody else has it open, or when there is nothing to decide any more
 */
export const claimReview = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    /** Given only to take it from somebody else. */
    takeOverNote: reasonText.optional(),
  }),
  run: async (tx, ctx, { payoutRequestId, takeOverNote }) => {
    const { operatorId } = await lockDecidingPerson(tx, ctx);
    const [request] = await tx
      .select()
      .from(payoutRequests)
      .where(eq(payoutRequests.payoutRequestId, payoutRequestId))
      .for('update');
    if (request === undefined)
      throw new DomainError('not_found', `There is no payout request ${payoutRequestId}.`);
    if (request.state !== 'in_review')
      throw new DomainError('conflict', 'This request is not in review any more.');
    if (takeOverNote === undefined) await refuseOthersLease(tx, request, operatorId);
    await tx
      .update(payoutRequests)
      .set({
        reviewerOperatorId: operatorId,
        reviewerUntil: sql`clock_timestamp() + make_interval(mins => ${LEASE_MINUTES})`,
      })
      .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
    // A renewal says nothing new.
    const isRenewal = request.reviewerOperatorId === operatorId;
    return {
      result: { payoutRequestId },
      audit: isRenewal
        ? null
        : {
            action:
              takeOverNote === undefined ? 'payout_request.claim_review' : 'payout_request.take_over_review',
            subject: payoutRequestId,
            connectedAccountId: request.connectedAccountId,
            before: { reviewer: request.reviewerOperatorId },
            after: { reviewer: operatorId, ...(takeOverNote === undefined ? {} : { note: takeOverNote }) },
          },
    };
  },
});
