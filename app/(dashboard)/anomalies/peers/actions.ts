'use server';

import { readDraftForm, readProvenDraft, readSeenDraft } from '#app/(dashboard)/_texts/read-draft-form.ts';
import { defineAction } from '#app/_edge/define-action.ts';
import { draftForestRecipe } from '#lib/risk/forests/draft-forest-recipe.ts';
import { publishRecipeAsShown } from '#lib/risk/forests/publish-recipe-as-shown.ts';
import { withdrawForestRecipe } from '#lib/risk/forests/withdraw-forest-recipe.ts';

export const draftForestRecipeAction = defineAction(draftForestRecipe, readDraftForm);

export const publishForestRecipeAction = defineAction(publishRecipeAsShown, readProvenDraft);

export const withdrawForestRecipeAction = defineAction(withdrawForestRecipe, readSeenDraft);
