import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { DomainError } from '../../errors.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutRequest } from '../requests/lock-payout-request.ts';
import { lockDecidingPerson } from './deciding-person.ts';
import { TAKEN_BACK } from './lost-approvals.ts';
import { voidOwnApproval } from './void-own-approval.ts';

/** A worker has it, or Stripe. */
const BEYOND_REACH: readonly string[] = ['dispatching', 'unknown', 'sent', 'settled'];

const TOO_LATE =
  'The time to take it back is over: it is on its way to Stripe. Its page says what can still be done.';

/**
 * Takes one's own approval back while nothing has left: in review at any time, afterwards until a worker takes the request.
 * @throws DomainError `conflict` when it is on its way, or when there is nothing of one's own to take back
 */
export const undoApproval = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({ payoutRequestId: z.string().startsWith('prq_') }),
  run: async (tx, ctx, { payoutRequestId }) => {
    const { operatorId } = await lockDecidingPerson(tx, ctx);
    const request = await lockPayoutRequest(tx, payoutRequestId);
    if (BEYOND_REACH.includes(request.state)) throw new DomainError('conflict', TOO_LATE);
    const state =
      request.state === 'in_review' ? 'in_review' : nextState(PAYOUT_REQUEST, 'undo', request.state, {});
    if (!(await voidOwnApproval(tx, payoutRequestId, operatorId, TAKEN_BACK)))
      throw new DomainError('conflict', 'You have no approval here to take back.');
    await tx.update(payoutRequests).set({ state }).where(eq(payoutRequests.payoutRequestId, payoutRequestId));
    return {
      result: { payoutRequestId, state },
      audit: {
        action: 'payout_request.undo_approval',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state },
        after: { state },
      },
    };
  },
});
