import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AuditEntry } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';

/** A year and a month, as calls to Stripe are kept: the decisions of last year can still be asked of their forests. */
const KEPT_DAYS = 400;
/** Of a recipe that nobody has published: its forests decided nothing. */
const SHADOW_KEPT_DAYS = 30;

type Forgotten = { result: { forgotten: number }; audit: AuditEntry | null };

/**
 * Forgets the forests that are kept no longer; the newest night of a recipe is, however old. What a decision took of one is stored
 * with the decision, which is told again without it. The database refuses to forget any other.
 * @returns how many
 */
export const forgetRiskForests = defineVerb({
  permission: 'risk.train',
  input: z.strictObject({}),
  run: async (tx): Promise<Forgotten> => {
    const gone = await tx.execute<{ hash: string }>(sql`
      delete from risk_forests as forest
      where exists (select from risk_forests as newer
          where newer.recipe_hash = forest.recipe_hash and newer.grown_on > forest.grown_on)
        and (forest.grown_at < now() - make_interval(days => ${KEPT_DAYS})
          or (forest.grown_at < now() - make_interval(days => ${SHADOW_KEPT_DAYS}) and forest.recipe_hash not in (
            select encode(sha256(convert_to(text, 'UTF8')), 'hex') from risk_forest_recipes where state = 'published')))
      returning hash`);
    if (gone.length === 0) return { result: { forgotten: 0 }, audit: null };
    const hashes = gone.map(({ hash }) => hash).sort();
    return {
      result: { forgotten: gone.length },
      audit: { action: 'risk_forest.forget', subject: 'risk', after: { hashes } },
    };
  },
});
