import { eq, min } from 'drizzle-orm';
import { riskForests } from '#drizzle/schema/risk-instruments.ts';
import { DomainError } from '../../errors.ts';
import { textHash } from '../../text-hash.ts';
import { defineVerb } from '../../verb.ts';
import { publishDraft } from '../../versioned-texts/publish-draft.ts';
import { seenAndProven } from '../../versioned-texts/schemas.ts';
import { SHADOW_DAYS } from '../registry/shadow-days.ts';
import { RISK_FOREST_RECIPE } from './forest-recipes.ts';
import { RECIPE_OFF } from './recipe-text.ts';

/**
 * Puts a recipe in force, after its forests have run in shadow for a week: from then on decisions ask the forests that are grown by it
 * every night, and nobody agrees to each of them again.
 * @throws DomainError `precondition_failed` before its time, else as `publishDraft`
 */
export const publishForestRecipe = defineVerb({
  permission: 'risk.publish',
  input: seenAndProven(RISK_FOREST_RECIPE.idPrefix),
  run: async (tx, ctx, seen) => {
    const [first] = await tx
      .select({ grownAt: min(riskForests.grownAt) })
      .from(riskForests)
      .where(eq(riskForests.recipeHash, seen.seenHash));
    const grownAt = first?.grownAt ?? null;
    const ready = grownAt === null ? null : new Date(grownAt.getTime() + SHADOW_DAYS * 86_400_000);
    if (seen.seenHash !== textHash(RECIPE_OFF) && (ready === null || ctx.now < ready))
      throw new DomainError(
        'precondition_failed',
        `Its forests run in shadow for ${String(SHADOW_DAYS)} days first, ${ready === null ? 'and none was grown yet' : `until ${ready.toISOString().slice(0, 10)}`}.`,
      );
    return publishDraft(tx, ctx, RISK_FOREST_RECIPE, seen);
  },
});
