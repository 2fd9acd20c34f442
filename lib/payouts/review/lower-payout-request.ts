import { z } from 'zod';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { DomainError } from '../../errors.ts';
import { refusedField } from '../../input-words.ts';
import { CONDITIONS, nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { reasonText } from '../../reason-text.ts';
import { defineVerb } from '../../verb.ts';
import { isMakerOf, lockPayoutRequest } from '../requests/lock-payout-request.ts';
import { reviseRequest } from '../requests/revise-request.ts';
import { lockDecidingPerson } from './deciding-person.ts';
import { refuseOthersLease } from './review-lease.ts';

/**
 * A reviewer lets only a part go: a smaller amount to the same destination, as a new version. Earlier decisions are void, and
 * at least as many people as before must approve the part; what is left is free again. Whoever asked amends instead.
 * @throws DomainError `not_found`, `conflict`, `invalid_input` for an amount that is not smaller, `precondition_failed`
 */
export const lowerPayoutRequest = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    seenVersion: z.int().positive(),
    /** Minor units. */
    amount: z.bigint().positive({ error: 'Write how much of it goes: more than zero.' }),
    because: reasonText,
  }),
  run: async (tx, ctx, { payoutRequestId, seenVersion, amount, because }) => {
    const { operatorId } = await lockDecidingPerson(tx, ctx);
    const request = await lockPayoutRequest(tx, payoutRequestId, seenVersion);
    await refuseOthersLease(tx, request, operatorId);
    if (isMakerOf(request, operatorId)) throw new DomainError('conflict', CONDITIONS.not_the_requester);
    nextState(PAYOUT_REQUEST, 'amend', request.state, {});
    if (amount >= request.amount)
      throw refusedField(
        'amount',
        `A part is less than ${formatMoney({ amount: request.amount, currency: currencyCode(request.currency) })}. For more, ask for another payout.`,
      );
    const { destinationId, statementDescriptor } = request;
    const { result, after } = await reviseRequest(tx, ctx, request, {
      amount,
      destinationId,
      statementDescriptor,
      because,
      keepsPeople: true,
    });
    return {
      result,
      audit: {
        action: 'payout_request.lower',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { payload: request.payload, state: request.state, version: request.version },
        after,
      },
    };
  },
});
