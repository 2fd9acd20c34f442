import { riskForestRecipes } from '#drizzle/schema/risk-instruments.ts';
import type { VersionedText } from '../../versioned-texts/versioned-text.ts';
import { parseForestRecipe } from './recipe-text.ts';

/** How forests are grown: by the newest published version every night; without one nobody is compared with anybody. */
export const RISK_FOREST_RECIPE: VersionedText = {
  table: riskForestRecipes,
  idPrefix: 'rfr_',
  action: 'risk_forest_recipe',
  subject: 'risk forest recipe',
  purpose: 'risk.publish',
  absent: 'There is no such recipe.',
  faultsOf: (text) => parseForestRecipe(text).faults,
};
