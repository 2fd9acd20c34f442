import { stageJob } from '../../jobs/stage-job.ts';
import { defineVerb } from '../../verb.ts';
import { draftInput } from '../../versioned-texts/schemas.ts';
import { writeDraft } from '../../versioned-texts/write-draft.ts';
import { RISK_FOREST_RECIPE } from './forest-recipes.ts';

/**
 * Writes the draft of the next recipe, or changes it; its forests run in shadow from now on.
 * @throws DomainError `conflict` when somebody else wrote meanwhile
 */
export const draftForestRecipe = defineVerb({
  permission: 'risk.edit',
  input: draftInput,
  run: async (tx, ctx, wanted) => {
    const written = await writeDraft(tx, ctx, RISK_FOREST_RECIPE, wanted);
    await stageJob(tx, 'grow-risk-forests', {});
    return written;
  },
});
