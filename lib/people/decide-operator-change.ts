import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorChangeRequests } from '#drizzle/schema/people.ts';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { applyOperatorChange } from './apply-operator-change.ts';
import { decisionLeaf } from './change-leaf.ts';
import { lockOperator, refuseLastAdministrator, type LockedOperator } from './lock-operator.ts';

/**
 * The second administrator's word on a change of an administrator. Whoever asked can only withdraw. Approval counts only
 * while the person is as they were when it was asked, and while whoever asked is still an administrator; whoever approves proves
 * to be there.
 * @throws DomainError `not_found`, `conflict`, `precondition_failed`; `forbidden` without an unspent proof for exactly this approval
 */
export const decideOperatorChange = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({
    changeRequestId: z.string().min(1).max(100),
    decision: z.enum(['approved', 'rejected', 'withdrawn']),
    /** With `approved` only. */
    stepUpProofId: stepUpProofId.optional(),
  }),
  run: async (tx, ctx, { changeRequestId, decision, stepUpProofId: proofId }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide on people.');
    const decidedBy = ctx.actor.operatorId;
    const request = await lockRequest(tx, changeRequestId);
    const isOwn = request.requestedBy === decidedBy;
    if (isOwn && decision !== 'withdrawn')
      throw new DomainError(
        'precondition_failed',
        'You asked for this change. Another administrator decides.',
      );
    if (!isOwn && decision === 'withdrawn')
      throw new DomainError('precondition_failed', 'Only whoever asked for a change can withdraw it.');

    const { operatorId, change, fromRole, toRole } = request;
    let proven = {};
    if (decision === 'approved') {
      await refuseSameHand(
        tx,
        decidedBy,
        request.requestedBy,
        'Another administrator must approve this change.',
      );
      const leaf = decisionLeaf(request);
      const proof = await spendProof(tx, ctx, {
        stepUpProofId: proofId ?? '',
        purpose: 'people.change',
        leaf,
      });
      proven = { proof };
    }
    const operator = await lockOperator(tx, operatorId);
    // The decision first: the database lets an administrator change only beside a decision of the same transaction.
    await tx
      .update(operatorChangeRequests)
      .set({ decision, decidedBy, decidedAt: sql`now()` })
      .where(eq(operatorChangeRequests.changeRequestId, changeRequestId));
    if (decision === 'approved') {
      await refuseIfChangedSince(tx, operator, request);
      if (operator.role === 'administrator' && !operator.isDisabled && change !== 'enable')
        await refuseLastAdministrator(tx, operatorId);
      await applyOperatorChange(tx, ctx, operatorId, { change, toRole });
    }
    return {
      result: { decision },
      audit: {
        action: `operator_change.${decision}`,
        subject: operatorId,
        before: { role: fromRole, disabled: operator.isDisabled },
        after: { changeRequestId, change, toRole, requestedBy: request.requestedBy, ...proven },
      },
    };
  },
});

type ChangeRequest = typeof operatorChangeRequests.$inferSelect;

async function lockRequest(tx: Transaction, changeRequestId: string): Promise<ChangeRequest> {
  const [request] = await tx
    .select()
    .from(operatorChangeRequests)
    .where(
      and(
        eq(operatorChangeRequests.changeRequestId, changeRequestId),
        isNull(operatorChangeRequests.decision),
      ),
    )
    .for('update');
  if (!request) throw new DomainError('not_found', 'This change no longer waits for a decision.');
  return request;
}

async function refuseIfChangedSince(
  tx: Transaction,
  operator: LockedOperator,
  { fromRole, change, requestedBy }: ChangeRequest,
): Promise<void> {
  if (operator.role !== fromRole || (change !== 'role' && operator.isDisabled === (change === 'disable')))
    throw new DomainError('conflict', 'This person has changed since. Reject this, and ask again.');
  const requester = await lockOperator(tx, requestedBy);
  if (requester.role !== 'administrator' || requester.isDisabled)
    throw new DomainError('conflict', 'Whoever asked for this is no administrator any more. Reject it.');
}
