import { z } from 'zod';
import { actingPerson } from '../../approvals/step-up/acting-person.ts';
import { DomainError } from '../../errors.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutRequest } from './lock-payout-request.ts';
import { isMoneyBack, NOT_BACK_YET } from './money-back.ts';
import { reviseRequest } from './revise-request.ts';

/**
 * A request that Stripe refused, or whose payout came back, goes before people again: the same amount, to the same destination
 * if it is still there, else to the account's default; one that came back once its money is back in the balance. Whoever opens it again is its maker, too, and never decides it.
 * @throws DomainError `not_found`, `conflict`, `forbidden`, `precondition_failed`
 */
export const reopenPayoutRequest = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    seenVersion: z.int().positive(),
    reason: reasonText,
  }),
  run: async (tx, ctx, { payoutRequestId, seenVersion, reason }) => {
    const { operatorId: reopenedByOperatorId } = actingPerson(ctx);
    const request = await lockPayoutRequest(tx, payoutRequestId, seenVersion);
    nextState(PAYOUT_REQUEST, 'reopen', request.state, {});
    if (request.state === 'returned' && !(await isMoneyBack(tx, request.payoutId)))
      throw new DomainError('precondition_failed', NOT_BACK_YET);
    const { result, after } = await reviseRequest(tx, ctx, request, {
      amount: request.amount,
      destinationId: undefined,
      statementDescriptor: request.statementDescriptor,
      because: reason,
      reopenedByOperatorId,
    });
    return {
      result,
      audit: {
        action: 'payout_request.reopen',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { payload: request.payload, state: request.state, failureCode: request.failureCode },
        after,
      },
    };
  },
});
