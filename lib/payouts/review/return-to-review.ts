import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockPayoutRequest } from '../requests/lock-payout-request.ts';
import { returnRejectedMoney } from '../requests/return-rejected-money.ts';

/**
 * Puts an approved request before people again when too few of its approvals count. Those that count no more are void for good:
 * a role given back later does not bring an old yes back. The permit of a call refuses such a
 * request in any case. One that nobody had to approve comes before a person when somebody rejects its money while it waits.
 */
export const returnToReview = defineVerb({
  permission: 'payouts.watch_approvals',
  input: z.strictObject({ payoutRequestId: z.string().startsWith('prq_') }),
  run: async (tx, _ctx, { payoutRequestId }) => {
    const request = await lockPayoutRequest(tx, payoutRequestId);
    const [counted] = await tx.execute<{ standing: number }>(
      sql`select standing_approvals(${payoutRequestId})::int as standing`,
    );
    const standing = counted?.standing ?? 0;
    const rejected = await returnRejectedMoney(tx, request);
    if (rejected !== null) return { result: { isReturned: true }, audit: rejected };
    if (request.state !== 'approved' || standing >= request.approvalsNeeded)
      return { result: { isReturned: false }, audit: null };
    const state = nextState(PAYOUT_REQUEST, 'fall_back', request.state, { too_few_approvals: true });
    const voided = await tx.execute(sql`
      update payout_approvals as approval
      set state = 'void', voided_at = now(), voided_because = 'Whoever gave it may approve no more.'
      where payout_request_id = ${payoutRequestId} and decision = 'approve' and state = 'given' and not approval_stands(approval)
      returning payout_approval_id`);
    await tx.update(payoutRequests).set({ state }).where(eq(payoutRequests.payoutRequestId, payoutRequestId));
    return {
      result: { isReturned: true },
      audit: {
        action: 'payout_request.fall_back',
        subject: payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state },
        after: {
          state,
          approvals: standing,
          approvalsNeeded: request.approvalsNeeded,
          voided: voided.length,
        },
      },
    };
  },
});
