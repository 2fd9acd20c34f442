import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operatorChangeRequests } from '#drizzle/schema/people.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { applyOperatorChange } from './apply-operator-change.ts';
import { lockOperator, refuseLastAdministrator, type LockedOperator } from './lock-operator.ts';
import { operatorIdSchema, operatorRoleSchema } from './schemas.ts';

type Asked = { change: 'role' | 'disable' | 'enable'; role?: LockedOperator['role'] | undefined };

/**
 * Changes somebody's role, or disables or enables them. When that makes or unmakes an administrator, it becomes a request
 * that waits for a second one. What counts is the person as they are now, read under a lock.
 */
export const changeOperator = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({
    operatorId: operatorIdSchema,
    change: z.enum(['role', 'disable', 'enable']),
    /** With `role` only. */
    role: operatorRoleSchema.optional(),
  }),
  run: async (tx, ctx, { operatorId, change, role }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people change people.');
    const requestedBy = ctx.actor.operatorId;
    const operator = await lockOperator(tx, operatorId);
    refuseIfNothingChanges(operator, { change, role });
    const toRole = role ?? operator.role;
    if (operator.role === 'administrator' && !operator.isDisabled && change !== 'enable')
      await refuseLastAdministrator(tx, operatorId);

    const before = { role: operator.role, disabled: operator.isDisabled };
    if (operator.role !== 'administrator' && toRole !== 'administrator') {
      await applyOperatorChange(tx, operatorId, { change, toRole });
      return {
        result: { isApplied: true },
        audit: { action: `operator.${change}`, subject: operatorId, before, after: { change, role: toRole } },
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
        after: { changeRequestId, change, role: toRole },
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
