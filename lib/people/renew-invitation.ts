import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { operators } from '#drizzle/schema/floor.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { actorName } from './actor-name.ts';
import { insertInvitation } from './insert-invitation.ts';
import { operatorIdSchema } from './schemas.ts';

/**
 * A new link for somebody whose old one ran out or who forgot their password. For an administrator only the machine makes
 * one: whoever holds the link becomes that person, and one administrator must not become two.
 */
export const renewInvitation = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({ operatorId: operatorIdSchema }),
  run: async (tx, ctx, { operatorId }) => {
    const [operator] = await tx
      .select({
        role: operators.role,
        disabledAt: operators.disabledAt,
        isDemoPersona: operators.isDemoPersona,
      })
      .from(operators)
      .where(eq(operators.operatorId, operatorId))
      .for('update');
    if (!operator) throw new DomainError('not_found', 'There is no such person.');
    if (operator.role === 'administrator' && ctx.actor.kind === 'operator') {
      throw new DomainError(
        'precondition_failed',
        'A link makes whoever holds it that administrator. Make it on the machine: npm run people:invite.',
      );
    }
    if (operator.disabledAt !== null || operator.isDemoPersona) {
      throw new DomainError('precondition_failed', 'Disabled and demo people have no password to set.');
    }
    const token = await insertInvitation(tx, { operatorId, createdBy: actorName(ctx.actor) });
    return { result: { token }, audit: { action: 'operator_invitation.renew', subject: operatorId } };
  },
});
