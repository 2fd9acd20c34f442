import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutApprovals } from '#drizzle/schema/approvals.ts';
import { hashSchema } from '../../approvals/step-up/schemas.ts';
import { APPROVAL, nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { isMakerOf, lockPayoutRequest } from '../requests/lock-payout-request.ts';
import { refuseHeld } from '../requests/refuse-held.ts';
import { endRequestUnpaid } from '../requests/request-money.ts';
import { lockDecidingPerson } from './deciding-person.ts';
import { voidOwnApproval } from './void-own-approval.ts';
import { refuseOthersLease } from './review-lease.ts';

/**
 * One person's no, with a reason. It ends the request at once, and its money is free again, but goes by itself no more: who asks for it
 * again meets a person (`readRejectedBefore`). A no moves nothing, so it needs no second person and no proof of presence.
 * @throws DomainError `conflict` when it is not what was shown any more, when somebody else has it open or it was decided
 */
export const rejectPayout = defineVerb({
  permission: 'payouts.reject',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    version: z.int().positive(),
    payloadHash: hashSchema,
    previewHash: hashSchema,
    reason: z.string().trim().min(3, { error: 'Say why, in a few words.' }).max(500),
  }),
  run: async (tx, ctx, { reason, version, ...shown }) => {
    const { operatorId, role } = await lockDecidingPerson(tx, ctx);
    const request = await lockPayoutRequest(tx, shown.payoutRequestId, version);
    await refuseOthersLease(tx, request, operatorId);
    nextState(APPROVAL, 'decide', 'asked', {
      payload_as_shown: request.payloadHash === shown.payloadHash,
      not_the_requester: !isMakerOf(request, operatorId),
      // Who has approved may still think better of it.
      first_decision: true,
    });
    const state = nextState(PAYOUT_REQUEST, 'reject', request.state, {});
    const { payoutRequestId, connectedAccountId } = request;
    await refuseHeld(tx, payoutRequestId);
    const payoutApprovalId = `pap_${randomUUID().replaceAll('-', '')}`;
    await voidOwnApproval(tx, payoutRequestId, operatorId, 'Rejected by the same person.');
    await tx.insert(payoutApprovals).values({
      ...shown,
      payoutApprovalId,
      connectedAccountId,
      decision: 'reject',
      requestVersion: version,
      operatorId,
      operatorRole: role,
      reason,
      // As of when it was said, and not of when its transaction began: what people approved since frees the money again.
      decidedAt: sql`clock_timestamp()`,
    });
    await endRequestUnpaid(tx, request, state, ctx.now);
    return {
      result: { payoutRequestId, state },
      audit: {
        action: 'payout_request.reject',
        subject: payoutRequestId,
        connectedAccountId,
        before: { state: request.state },
        after: { state, reason, version, payoutApprovalId, operatorRole: role, ...shown },
      },
    };
  },
});
