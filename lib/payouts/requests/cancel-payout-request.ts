import { z } from 'zod';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { refuseOthersLease } from '../review/review-lease.ts';
import { lockPayoutRequest, voidApprovals } from './lock-payout-request.ts';
import { refuseHeld } from './refuse-held.ts';
import { endRequestUnpaid } from './request-money.ts';

/**
 * Takes a request back before it leaves; its money is free again. Like a decision, it waits for whoever has it open.
 * @throws DomainError `not_found`, `conflict`
 */
export const cancelPayoutRequest = defineVerb({
  permission: 'payouts.cancel',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    seenVersion: z.int().positive(),
    reason: reasonText,
  }),
  run: async (tx, ctx, { payoutRequestId, seenVersion, reason }) => {
    const request = await lockPayoutRequest(tx, payoutRequestId, seenVersion);
    if (ctx.actor.kind === 'operator') await refuseOthersLease(tx, request, ctx.actor.operatorId);
    const state = nextState(PAYOUT_REQUEST, 'cancel', request.state, {});
    await refuseHeld(tx, payoutRequestId, { isCancelled: true });
    const voided = await voidApprovals(tx, payoutRequestId, `Cancelled: ${reason}`);
    await endRequestUnpaid(tx, request, state, ctx.now);
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
