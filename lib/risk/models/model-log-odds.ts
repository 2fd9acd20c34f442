import { logOddsOf, type BoostedTrees } from './boosted-trees.ts';
import { logisticContributions, logisticLogOdds, type Logistic } from './logistic.ts';
import { contributionsOf } from './tree-contributions.ts';

/** A model whose log-odds are a base and what each feature adds. */
export type DecidingModel = Logistic | BoostedTrees;

/** What each feature adds to the log-odds of a row; `base` and the contributions sum to it. */
export function modelContributions(
  model: DecidingModel,
  row: Float64Array,
): { base: number; contributions: Float64Array } {
  return model.kind === 'logistic' ? logisticContributions(model, row) : contributionsOf(model, row);
}

/** Log-odds that a row is a hit. */
export function modelLogOdds(model: DecidingModel, row: Float64Array): number {
  return model.kind === 'logistic' ? logisticLogOdds(model, row) : logOddsOf(model, row);
}
