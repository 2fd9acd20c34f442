import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operators } from '#drizzle/schema/floor.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { insertInvitation } from './insert-invitation.ts';
import { actorName } from './actor-name.ts';
import { operatorRoleSchema } from './schemas.ts';

/**
 * Adds somebody, with a link for their first password. A person cannot invite an administrator: that takes two, so the
 * newcomer starts with another role and a second administrator approves the change. The machine can, for the first ones.
 */
export const inviteOperator = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({
    name: z.string().trim().min(1, { error: 'is missing' }).max(100),
    email: z.email({ error: 'is not an e-mail address' }).max(200),
    role: operatorRoleSchema,
  }),
  run: async (tx, ctx, { name, email, role }) => {
    if (role === 'administrator' && ctx.actor.kind === 'operator') {
      throw new DomainError(
        'precondition_failed',
        'Nobody becomes an administrator by one person’s word. Invite with another role, then ask for the change.',
      );
    }
    const operatorId = `opr_${randomUUID().replaceAll('-', '')}`;
    const added = await tx
      .insert(operators)
      .values({ operatorId, name, email, role })
      .onConflictDoNothing()
      .returning({ operatorId: operators.operatorId });
    if (added.length === 0) throw new DomainError('conflict', 'Somebody with this address is already here.');
    const token = await insertInvitation(tx, { operatorId, createdBy: actorName(ctx.actor) });
    return {
      result: { operatorId, token },
      audit: { action: 'operator.invite', subject: operatorId, after: { name, email, role } },
    };
  },
});
