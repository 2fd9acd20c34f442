import { defineVerb } from '../../verb.ts';
import { seenDraft } from '../../versioned-texts/schemas.ts';
import { withdrawDraft } from '../../versioned-texts/withdraw-draft.ts';
import { RISK_FOREST_RECIPE } from './forest-recipes.ts';

/** Gives a draft up. @throws DomainError `not_found`, `conflict` */
export const withdrawForestRecipe = defineVerb({
  permission: 'risk.edit',
  input: seenDraft(RISK_FOREST_RECIPE.idPrefix),
  run: (tx, _ctx, seen) => withdrawDraft(tx, RISK_FOREST_RECIPE, seen),
});
