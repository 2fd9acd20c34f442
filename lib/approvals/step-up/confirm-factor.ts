import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { endOpenLink } from './end-open-link.ts';
import { factorIdSchema } from './schemas.ts';

/**
 * An administrator's word that a new factor is its owner's; from then on it counts. Never one's own, and not by whoever
 * gave its owner a link to sign in, or took away what they had: one person alone could then act as another. It vouches for its
 * owner, too: whoever gave to them before counts as another hand from now on.
 * @throws DomainError `precondition_failed` for each of these; `not_found` when it no longer waits
 */
export const confirmFactor = defineVerb({
  permission: 'step_up.recover',
  input: z.strictObject({ factorId: factorIdSchema }),
  run: async (tx, ctx, { factorId }) => {
    const { operatorId: confirmedBy } = actingPerson(ctx);
    const [factor] = await tx
      .select()
      .from(stepUpFactors)
      .where(eq(stepUpFactors.factorId, factorId))
      .for('update');
    if (factor?.state !== 'waiting')
      throw new DomainError('not_found', 'This factor no longer waits for a confirmation.');
    const { operatorId, kind, credentialId, publicKey } = factor;
    if (operatorId === confirmedBy)
      throw new DomainError('precondition_failed', 'It is your own. Another administrator confirms it.');
    await refuseSameHand(tx, confirmedBy, operatorId, 'Another administrator must confirm.');
    await endOpenLink(tx, operatorId);
    await tx
      .update(stepUpFactors)
      .set({ state: 'active', confirmedBy, confirmedAt: sql`now()` })
      .where(eq(stepUpFactors.factorId, factorId));
    return {
      result: { factorId },
      audit: {
        action: 'step_up_factor.confirm',
        subject: factorId,
        after: { operatorId, kind, ...(publicKey === null ? {} : { credentialId, publicKey }) },
      },
    };
  },
});
