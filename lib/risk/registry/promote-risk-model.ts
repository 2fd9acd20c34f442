import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskModels } from '#drizzle/schema/risk-instruments.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actorId } from '../../audit/record-audit.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { modelLeaf } from './model-leaf.ts';

/**
 * Makes a model the one that decides, by somebody else than who asked for it, who proves to be there. The one before it is retired.
 * @throws DomainError `not_found`, `conflict`, `precondition_failed`, `forbidden` without a proof of presence for exactly this model
 */
export const promoteRiskModel = defineVerb({
  permission: 'risk.publish',
  input: z.strictObject({
    riskModelId: z.string().startsWith('rmd_'),
    /** The hash that was on the screen. */
    hash: z.string().length(64),
    stepUpProofId,
  }),
  run: async (tx, ctx, { riskModelId, hash, stepUpProofId: proofId }) => {
    const by = actorId(ctx.actor);
    const byId = eq(riskModels.riskModelId, riskModelId);
    const [model] = await tx.select().from(riskModels).where(byId).for('update');
    if (model === undefined) throw new DomainError('not_found', 'There is no such model.');
    if (model.state !== 'asked' || model.hash !== hash)
      throw new DomainError('conflict', 'Nobody asks for this model any more. Look at it again.');
    if (model.askedBy === by)
      throw new DomainError(
        'precondition_failed',
        'You asked for this model, so somebody else promotes it. Ask another administrator.',
      );
    await refuseSameHand(tx, by, model.askedBy, 'Another administrator must promote this model.');
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'risk.publish',
      leaf: modelLeaf({ riskModelId, hash }),
    });
    await tx
      .update(riskModels)
      .set({ state: 'retired', retiredAt: sql`now()` })
      .where(and(eq(riskModels.state, 'champion'), ne(riskModels.riskModelId, riskModelId)));
    await tx
      .update(riskModels)
      .set({ state: 'champion', promotedBy: by, promotedAt: sql`now()` })
      .where(byId);
    return {
      result: undefined,
      audit: {
        action: 'risk_model.promote',
        subject: riskModelId,
        after: { version: model.version, hash, askedBy: model.askedBy, proof },
      },
    };
  },
});
