import type { Confirmation } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { proveShownDraft } from '../../versioned-texts/prove-shown-draft.ts';
import { RISK_FOREST_RECIPE } from './forest-recipes.ts';
import { publishForestRecipe } from './publish-forest-recipe.ts';

/**
 * `publishForestRecipe` for a form: proves presence for exactly the text that was shown, then publishes with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function publishRecipeAsShown(
  ctx: Context,
  asked: { versionId: string; seenHash: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'risk.publish');
  const { versionId, seenHash } = asked;
  const { stepUpProofId } = await proveShownDraft(ctx, RISK_FOREST_RECIPE, asked);
  await publishForestRecipe(ctx, { versionId, seenHash, stepUpProofId });
}
