import { eq } from 'drizzle-orm';
import { riskModels } from '#drizzle/schema/risk-instruments.ts';
import { assert } from '../../assert.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { parseModel } from '../models/model-text.ts';
import { tryInstruments, type RuleTrial } from '../rule-versions/try-instruments.ts';

/**
 * What a model in shadow says of every stored decision of the last 90 days, from exactly what was seen then, beside what decides.
 * @throws DomainError `forbidden`, `not_found`
 */
export async function tryRiskModel(ctx: Context, riskModelId: string): Promise<RuleTrial> {
  authorize(ctx, 'risk.read');
  const [stored] = await database()
    .select({ text: riskModels.text, hash: riskModels.hash, features: riskModels.features })
    .from(riskModels)
    .where(eq(riskModels.riskModelId, riskModelId));
  if (stored === undefined) throw new DomainError('not_found', 'There is no such model.');
  const model = parseModel(stored.text, stored.hash);
  assert(model.kind !== 'isolation_forest', 'a model that decides has log-odds');
  return tryInstruments({ model, featureNames: stored.features });
}
