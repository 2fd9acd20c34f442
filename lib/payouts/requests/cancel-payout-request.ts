import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutRequest, voidApprovals } from './lock-payout-request.ts';
import { freeRequestMoney } from './request-money.ts';

/**
 * Takes a request back before it leaves; its money is free again.
 * @throws DomainError `not_found`, `conflict`
 */
export const cancelPayoutRequest = defineVerb({
  permission: 'payouts.cancel',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    seenVersion: z.int().positive(),
    reason: z.string().trim().min(3).max(300),
  }),
  run: async (tx, ctx, { payoutRequestId, seenVersion, reason }) => {
    const request = await lockPayoutRequest(tx, payoutRequestId, seenVersion);
    const state = nextState(PAYOUT_REQUEST, 'cancel', request.state, {});
    const voided = await voidApprovals(tx, payoutRequestId, `Cancelled: ${reason}`);
    await freeRequestMoney(tx, request, ctx.now);
    await tx
      .update(payoutRequests)
      .set({ state, isReserved: false, reviewerOperatorId: null, reviewerUntil: null })
      .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
    return {
      result: { payoutRequestId, state },
      audit: {
        action: 'payout_request.cancel',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state, payload: request.payload },
        after: { state, reason, voided },
      },
    };
  },
});
