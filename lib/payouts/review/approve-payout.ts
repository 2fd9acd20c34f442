import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutApprovals } from '#drizzle/schema/approvals.ts';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { FACTS_CHANGED } from '../../approvals/step-up/as-shown.ts';
import { hashSchema } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { approvalLeaf } from '../../approvals/step-up/subject-tree.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { APPROVAL, CONDITIONS, nextState, PAYOUT_REQUEST } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { isMakerOf, lockPayoutRequest, type StoredRequest } from '../requests/lock-payout-request.ts';
import { UNDO_SECONDS } from '../requests/route-columns.ts';
import { readDecisionFacts } from './decision-facts.ts';
import { decisionPreview } from './decision-preview.ts';
import { lockDecidingPerson } from './deciding-person.ts';
import { afterGoneInWords, goneInWords } from './gone-destination.ts';
import { readMakerHands } from './maker-hand.ts';
import { refuseOthersLease } from './review-lease.ts';

/**
 * One person's yes to exactly what was shown, proven by a passkey or a one-time code. With enough of them the request
 * leaves when the time to take it back is over.
 * @throws DomainError `conflict` when anything that was shown is otherwise now, when somebody else has it open or it was
 * decided, and to whoever is one hand with its maker or with another approver; `forbidden` for a proof that is not about this; `precondition_failed` when its destination is another one now, or gone
 */
export const approvePayout = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({
    payoutRequestId: z.string().startsWith('prq_'),
    version: z.int().positive(),
    payloadHash: hashSchema,
    previewHash: hashSchema,
    stepUpProofId: z.string().min(1).max(100),
    /** From this request's leaf to what was signed, when many were signed at once. */
    path: z
      .array(z.string().regex(/^[lr][0-9a-f]{64}$/))
      .max(20)
      .default([]),
  }),
  run: async (tx, ctx, { stepUpProofId, path, ...shown }) => {
    const { operatorId, role } = await lockDecidingPerson(tx, ctx);
    const request = await lockPayoutRequest(tx, shown.payoutRequestId);
    await refuseOthersLease(tx, request, operatorId);
    const facts = await readDecisionFacts(tx, request);
    const isAsShown = request.version === shown.version && request.payloadHash === shown.payloadHash;
    nextState(APPROVAL, 'decide', 'asked', {
      payload_as_shown: isAsShown,
      not_the_requester: !isMakerOf(request, operatorId),
      first_decision: !facts.approvedBy.some((approver) => approver.operatorId === operatorId),
    });
    const isOneHand = (await readMakerHands(tx, operatorId, [request.payoutRequestId])).get(
      request.payoutRequestId,
    );
    if (isOneHand !== undefined) throw new DomainError('forbidden', isOneHand);
    // Whether it can be approved at all, before anything is compared or spent.
    nextState(PAYOUT_REQUEST, 'approve', request.state, { enough_approvals: true });
    if (decisionPreview(request, facts).previewHash !== shown.previewHash)
      throw new DomainError('conflict', FACTS_CHANGED);
    const { goneDestination } = facts;
    if (goneDestination !== null)
      throw new DomainError(
        'precondition_failed',
        `${goneInWords(goneDestination)} Nothing was decided. ${afterGoneInWords(goneDestination, request, facts.asker)}`,
      );
    const evidence = await spendProof(tx, ctx, {
      stepUpProofId,
      purpose: 'payouts.approve',
      leaf: approvalLeaf(shown),
      path,
    });
    const payoutApprovalId = `pap_${randomUUID().replaceAll('-', '')}`;
    await insertApproval(tx, request, { ...shown, payoutApprovalId, operatorId, role, stepUpProofId });
    const { state, standing } = await approveWhenEnough(tx, request);
    return {
      result: {
        payoutRequestId: request.payoutRequestId,
        payoutApprovalId,
        state,
        standing,
        approvalsNeeded: request.approvalsNeeded,
      },
      audit: {
        action: 'payout_request.approve',
        subject: request.payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        before: { state: request.state, approvals: facts.standing },
        after: {
          state,
          approvals: standing,
          approvalsNeeded: request.approvalsNeeded,
          payoutApprovalId,
          ...shown,
          payload: request.payload,
          operatorRole: role,
          proof: evidence,
        },
      },
    };
  },
});

type Given = {
  payoutApprovalId: string;
  operatorId: string;
  role: string;
  stepUpProofId: string;
  version: number;
  payloadHash: string;
  previewHash: string;
};

async function insertApproval(
  tx: Transaction,
  { payoutRequestId, connectedAccountId }: StoredRequest,
  { version, role, ...given }: Given,
): Promise<void> {
  const inserted = await tx
    .insert(payoutApprovals)
    .values({
      ...given,
      payoutRequestId,
      connectedAccountId,
      decision: 'approve',
      requestVersion: version,
      operatorRole: role,
    })
    .onConflictDoNothing()
    .returning({ id: payoutApprovals.payoutApprovalId });
  if (inserted.length === 0) throw new DomainError('conflict', CONDITIONS.first_decision);
}

async function approveWhenEnough(
  tx: Transaction,
  request: StoredRequest,
): Promise<{ state: StoredRequest['state']; standing: number }> {
  const { payoutRequestId, approvalsNeeded } = request;
  const [counted] = await tx.execute<{ standing: number }>(
    sql`select standing_approvals(${payoutRequestId})::int as standing`,
  );
  const standing = counted?.standing ?? 0;
  const isEnough = standing >= approvalsNeeded;
  const state = isEnough
    ? nextState(PAYOUT_REQUEST, 'approve', request.state, { enough_approvals: true })
    : request.state;
  await tx
    .update(payoutRequests)
    .set({
      state,
      reviewerOperatorId: null,
      reviewerUntil: null,
      ...(isEnough
        ? {
            leavesAfter: sql`greatest(${payoutRequests.leavesAfter}, clock_timestamp() + make_interval(secs => ${UNDO_SECONDS}))`,
          }
        : {}),
    })
    .where(
      and(eq(payoutRequests.payoutRequestId, payoutRequestId), eq(payoutRequests.version, request.version)),
    );
  return { state, standing };
}
