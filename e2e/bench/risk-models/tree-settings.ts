import { logOddsOf } from '#lib/risk/models/boosted-trees.ts';
import { fitBoostedTrees, type BoostedTreesOptions } from '#lib/risk/models/fit-boosted-trees.ts';
import { cardFolds } from './card-folds.ts';
import type { CardPayments } from './card-payments.ts';
import { judge, meanQuality, type Quality } from './card-quality.ts';

const CANDIDATES: readonly BoostedTreesOptions[] = [
  { rounds: 100, rate: 0.1, depth: 3, ridge: 1, hessianMin: 1 },
  { rounds: 200, rate: 0.05, depth: 3, ridge: 1, hessianMin: 1 },
  { rounds: 200, rate: 0.05, depth: 4, ridge: 1, hessianMin: 1 },
  { rounds: 200, rate: 0.05, depth: 4, ridge: 5, hessianMin: 1 },
  { rounds: 300, rate: 0.03, depth: 4, ridge: 1, hessianMin: 1 },
];

export type ChosenSettings = { options: BoostedTreesOptions; validation: Quality };

/** The candidate with the highest average precision on the validation folds; the test weeks are not looked at. */
export function chooseSettings(payments: CardPayments): ChosenSettings {
  const folds = cardFolds(payments, 'validation');
  const tried = CANDIDATES.map((options) => {
    const qualities = folds.map((fold) => {
      const model = fitBoostedTrees(fold.training, options);
      return judge(payments, fold, (row) => logOddsOf(model, row));
    });
    const validation = meanQuality(qualities);
    process.stderr.write(`${JSON.stringify(options)} on validation: ${JSON.stringify(validation)}\n`);
    return { options, validation };
  });
  const [best] = tried.toSorted((a, b) => b.validation.averagePrecision - a.validation.averagePrecision);
  if (best === undefined) throw new Error('There are no candidates.');
  return best;
}
