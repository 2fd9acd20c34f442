import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { authorize } from '../../auth/authorize.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { factorIdSchema } from './schemas.ts';

/**
 * Takes a factor away for good, such as a lost phone's: one's own, or as an administrator anybody's. A new one needs its
 * confirmation like the first.
 * @throws DomainError `forbidden` for somebody else's without being an administrator; `not_found` when it is gone
 */
export const removeFactor = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({ factorId: factorIdSchema }),
  run: async (tx, ctx, { factorId }) => {
    const { operatorId: removedBy } = actingPerson(ctx);
    const [factor] = await tx
      .select({ operatorId: stepUpFactors.operatorId, kind: stepUpFactors.kind, state: stepUpFactors.state })
      .from(stepUpFactors)
      .where(eq(stepUpFactors.factorId, factorId))
      .for('update');
    if (factor === undefined || factor.state === 'removed')
      throw new DomainError('not_found', 'This factor is removed already.');
    if (factor.operatorId !== removedBy) authorize(ctx, 'step_up.recover');
    await tx
      .update(stepUpFactors)
      .set({ state: 'removed', removedBy, removedAt: sql`now()` })
      .where(eq(stepUpFactors.factorId, factorId));
    return {
      result: { factorId },
      audit: {
        action: 'step_up_factor.remove',
        subject: factorId,
        before: { operatorId: factor.operatorId, kind: factor.kind, state: factor.state },
      },
    };
  },
});
