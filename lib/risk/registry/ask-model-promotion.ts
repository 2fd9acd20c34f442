import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskModels } from '#drizzle/schema/risk-instruments.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { isOfThisVersion } from '../assessments/instruments.ts';
import { SHADOW_DAYS } from './shadow-days.ts';

/**
 * Asks that a model which has run in shadow decide from now on; somebody else promotes it.
 * @throws DomainError `not_found`; `conflict` when its standing is another; `precondition_failed` before its time
 */
export const askModelPromotion = defineVerb({
  permission: 'risk.edit',
  input: z.strictObject({ riskModelId: z.string().startsWith('rmd_') }),
  run: async (tx, ctx, { riskModelId }) => {
    const byId = eq(riskModels.riskModelId, riskModelId);
    const [model] = await tx.select().from(riskModels).where(byId).for('update');
    if (model === undefined) throw new DomainError('not_found', 'There is no such model.');
    if (model.state !== 'shadow')
      throw new DomainError('conflict', `Model ${String(model.version)} is not in shadow any more.`);
    if (!isOfThisVersion(model.features))
      throw new DomainError(
        'precondition_failed',
        'It was trained on what an older version of Sluice saw. Train a new one.',
      );
    const ready = new Date(model.trainedAt.getTime() + SHADOW_DAYS * 86_400_000);
    if (ctx.now < ready)
      throw new DomainError(
        'precondition_failed',
        `It runs in shadow for ${String(SHADOW_DAYS)} days first, until ${ready.toISOString().slice(0, 10)}.`,
      );
    const askedBy = actorId(ctx.actor);
    await tx
      .update(riskModels)
      .set({ state: 'asked', askedBy, askedAt: sql`now()` })
      .where(byId);
    return {
      result: undefined,
      audit: { action: 'risk_model.ask', subject: riskModelId, after: { hash: model.hash } },
    };
  },
});
