import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operatorChangeRequests } from '#drizzle/schema/people.ts';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { applyOperatorChange } from './apply-operator-change.ts';
import { changeLeaf, takesProof, takesTwo } from './change-leaf.ts';
import { lockOperator, refuseLastAdministrator, type LockedOperator } from './lock-operator.ts';
import { operatorIdSchema, operatorRoleSchema } from './schemas.ts';

type Asked = { change: 'role' | 'disable' | 'enable'; role?: LockedOperator['role'] | undefined };

/**
 * Changes somebody's role, or disables or enables them. When that makes or unmakes an administrator, it becomes a request
 * that waits for a second one. Else whoever gives somebody another role, or lets them in again, is another hand than they are and
 * proves to be there. What counts is the person as they are now, read under a lock.
 * @throws DomainError `not_found`, `conflict` and `invalid_input` for what cannot be; `precondition_failed` for the same hand;
 * `forbidden` without an unspent proof of exactly this change
 */
export const changeOperator = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({
    operatorId: operatorIdSchema,
    change: z.enum(['role', 'disable', 'enable']),
    /** With `role` only. */
    role: operatorRoleSchema.optional(),
    stepUpProofId: stepUpProofId.optional(),
  }),
  run: async (tx, ctx, { operatorId, change, role, stepUpProofId: proofId }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people change people.');
    const requestedBy = ctx.actor.operatorId;
    const operator = await lockOperator(tx, operatorId);
    refuseIfNothingChanges(operator, { change, role });
    const toRole = role ?? operator.role;
    if (operator.role === 'administrator' && !operator.isDisabled && change !== 'enable')
      await refuseLastAdministrator(tx, operatorId);

    const before = { role: operator.role, disabled: operator.isDisabled };
    const made = { operatorId, change, fromRole: operator.role, toRole };
    if (!takesTwo(made)) {
      let proven = {};
      if (takesProof(made)) {
        await refuseSameHand(tx, requestedBy, operatorId, 'Another administrator must change this.');
        const leaf = changeLeaf(made);
        const proof = await spendProof(tx, ctx, {
          stepUpProofId: proofId ?? '',
          purpose: 'people.change',
          leaf,
        });
        proven = { proof };
      }
      await applyOperatorChange(tx, ctx, operatorId, { change, toRole });
      return {
        result: { isApplied: true },
        audit: {
          action: `operator.${change}`,
          subject: operatorId,
          before,
          after: { change, toRole, ...proven },
        },
      };
    }
    const changeRequestId = `ocr_${randomUUID().replaceAll('-', '')}`;
    const inserted = await tx
      .insert(operatorChangeRequests)
      .values({ changeRequestId, operatorId, change, fromRole: operator.role, toRole, requestedBy })
      .onConflictDoNothing()
      .returning({ changeRequestId: operatorChangeRequests.changeRequestId });
    if (inserted.length === 0)
      throw new DomainError('conflict', 'A change of this person already waits for a decision.');
    return {
      result: { isApplied: false },
      audit: {
        action: 'operator_change.request',
        subject: operatorId,
        before,
        after: { changeRequestId, change, toRole },
      },
    };
  },
});

function refuseIfNothingChanges(operator: LockedOperator, { change, role }: Asked): void {
  if ((change === 'role') !== (role !== undefined))
    throw new DomainError('invalid_input', 'A role is chosen for a change of role, and for nothing else.');
  const isSo = change === 'role' ? operator.role === role : operator.isDisabled === (change === 'disable');
  if (isSo) throw new DomainError('conflict', 'That is so already. The page shows how it stands now.');
}
