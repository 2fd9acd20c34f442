import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { authorize } from '../../auth/authorize.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { factorHash, removalLeaf } from './factor-leaf.ts';
import { factorIdSchema, stepUpProofId } from './schemas.ts';
import { spendProof } from './spend-proof.ts';

/**
 * Takes a factor away for good, such as a lost phone's: one's own, or as an administrator anybody's. One that counts is taken from
 * somebody else with a proof only: whoever stole a session could otherwise leave nobody who can press the switch. A new one needs its
 * confirmation like the first.
 * @throws DomainError `forbidden` for somebody else's without being an administrator, or without an unspent proof for exactly this one;
 * `not_found` when it is gone
 */
export const removeFactor = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({ factorId: factorIdSchema, stepUpProofId: stepUpProofId.optional() }),
  run: async (tx, ctx, { factorId, stepUpProofId: proofId = '' }) => {
    const { operatorId: removedBy } = actingPerson(ctx);
    const [factor] = await tx
      .select()
      .from(stepUpFactors)
      .where(eq(stepUpFactors.factorId, factorId))
      .for('update');
    if (factor === undefined || factor.state === 'removed')
      throw new DomainError('not_found', 'This factor is removed already.');
    const { operatorId, kind, state } = factor;
    if (operatorId !== removedBy) authorize(ctx, 'step_up.recover');
    let proven = {};
    if (operatorId !== removedBy && state === 'active') {
      const leaf = removalLeaf(factor);
      const proof = await spendProof(tx, ctx, { stepUpProofId: proofId, purpose: 'factors.remove', leaf });
      proven = { proof };
    }
    await tx
      .update(stepUpFactors)
      .set({ state: 'removed', removedBy, removedAt: sql`now()` })
      .where(eq(stepUpFactors.factorId, factorId));
    return {
      result: { factorId },
      audit: {
        action: 'step_up_factor.remove',
        subject: factorId,
        before: { operatorId, kind, state, payloadHash: factorHash(factor) },
        after: { removedBy, ...proven },
      },
    };
  },
});
