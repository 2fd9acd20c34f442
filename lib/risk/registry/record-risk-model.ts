import { randomUUID } from 'node:crypto';
import { max, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskModels } from '#drizzle/schema/risk-instruments.ts';
import { actorId } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';

/** Enters a trained model in the registry. It decides nothing: it is asked beside what decides until two people promote it. */
export const recordRiskModel = defineVerb({
  permission: 'risk.train',
  input: z.strictObject({
    kind: z.enum(['logistic', 'boosted_trees']),
    text: z.string().min(2),
    hash: z.string().length(64),
    seed: z.int(),
    features: z.array(z.string()).readonly(),
    dataFrom: z.date(),
    dataTo: z.date(),
    labelCutoff: z.date(),
    rows: z.int().positive(),
    positives: z.int().positive(),
    metrics: z.record(z.string(), z.number()),
  }),
  run: async (tx, ctx, model) => {
    // One at a time gets the next number.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('risk:models', 0))`);
    const [newest] = await tx.select({ version: max(riskModels.version) }).from(riskModels);
    const version = (newest?.version ?? 0) + 1;
    const riskModelId = `rmd_${randomUUID().replaceAll('-', '')}`;
    await tx
      .insert(riskModels)
      .values({ ...model, riskModelId, version, state: 'shadow', trainedBy: actorId(ctx.actor) });
    const { text: _, features: __, ...said } = model;
    return {
      result: { riskModelId },
      audit: { action: 'risk_model.train', subject: riskModelId, after: { version, ...said } },
    };
  },
});
