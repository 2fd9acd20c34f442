import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { isMakerOf, lockPayoutRequest } from './lock-payout-request.ts';
import { reviseRequest } from './revise-request.ts';

/**
 * Changes what a request pays, or takes its destination as it is now; every decision about it is void.
 * Only whoever asked changes it: somebody else could then approve what they wrote themselves. A job may, when the destination
 * has changed at Stripe.
 * @throws DomainError `not_found`, `conflict`, `forbidden`, `precondition_failed`
 */
export const amendPayoutRequest = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    seenVersion: z.int().positive(),
    /** Minor units; null for all that can be paid out now. */
    amount: z.bigint().positive({ error: 'Write more than zero.' }).nullable(),
    destinationId: z.string().optional(),
    statementDescriptor: z.string().trim().min(1).max(22).nullable().default(null),
    because: reasonText,
  }),
  run: async (tx, ctx, { payoutRequestId, seenVersion, ...revision }) => {
    const request = await lockPayoutRequest(tx, payoutRequestId, seenVersion);
    if (ctx.actor.kind === 'operator' && !isMakerOf(request, ctx.actor.operatorId))
      throw new DomainError(
        'forbidden',
        'Only whoever asked for this payout can change it. Cancel it and ask for another one instead.',
      );
    nextState(PAYOUT_REQUEST, 'amend', request.state, {});
    const { result, after } = await reviseRequest(tx, ctx, request, {
      ...revision,
      destinationId: revision.destinationId,
    });
    return {
      result,
      audit: {
        action: 'payout_request.amend',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { payload: request.payload, state: request.state, version: request.version },
        after,
      },
    };
  },
});
