import { logOddsOf, type BoostedTrees } from '#lib/risk/models/boosted-trees.ts';
import { calibrationByDecile } from '#lib/risk/models/calibration-error.ts';
import { fitCalibration } from '#lib/risk/models/fit-calibration.ts';
import { logisticLogOdds, type Logistic } from '#lib/risk/models/logistic.ts';
import { modelHash, parseModel, type Model } from '#lib/risk/models/model-text.ts';
import { populationStability } from '#lib/risk/models/population-stability.ts';
import { contributionsOf } from '#lib/risk/models/tree-contributions.ts';
import { trainModel } from '#lib/risk/training/train-model.ts';
import type { TrainingOrder } from '#lib/risk/training/training-order.ts';
import { cardFolds, type Fold } from './card-folds.ts';
import type { CardPayments } from './card-payments.ts';
import { judge, meanQuality, type Quality } from './card-quality.ts';
import { spread, type Spread } from './spread.ts';
import type { ChosenSettings } from './tree-settings.ts';

export type TreesResult = ChosenSettings & {
  folds: number;
  trees: Quality;
  coldStart: Quality;
  /** In a thread of its own, with the rows' way there and the model's way back. */
  trainSeconds: Spread;
  coldStartSeconds: Spread;
  trainingRows: number;
  scoreMicroseconds: number;
  explainMicroseconds: number;
  /** Largest distance of base and contributions from the score, over every tenth row of the last test week. */
  contributionsOff: number;
  calibrationError: number;
  /** The cold start's, as it is and after Platt's scaling on every other row. */
  coldStartCalibration: { raw: number; scaled: number };
  /** Of the amounts, from the last training week to its test week. */
  amountStability: number;
  hash: string;
};

async function train(order: TrainingOrder): Promise<{ model: Model; hash: string; seconds: number }> {
  const began = performance.now();
  const text = await trainModel(order);
  const hash = modelHash(text);
  return { model: parseModel(text, hash), hash, seconds: (performance.now() - began) / 1_000 };
}

function explainAll(payments: CardPayments, { test }: Fold, model: BoostedTrees) {
  const { x, columns } = payments;
  const sample = test.filter((_, index) => index % 10 === 0);
  const rowAt = (row: number): Float64Array => x.subarray(row * columns, (row + 1) * columns);
  const began = performance.now();
  const logOdds = Float64Array.from(sample, (row) => logOddsOf(model, rowAt(row)));
  const scored = performance.now();
  let contributionsOff = 0;
  for (const [index, row] of sample.entries()) {
    const { base, contributions } = contributionsOf(model, rowAt(row));
    const sum = contributions.reduce((total, value) => total + value, base);
    contributionsOff = Math.max(contributionsOff, Math.abs(sum - (logOdds[index] ?? NaN)));
  }
  const perRow = (ms: number): number => Number(((ms * 1_000) / sample.length).toFixed(1));
  const frauds = Uint8Array.from(sample, (row) => payments.frauds[row] ?? 0);
  const chances = logOdds.map((value) => 1 / (1 + Math.exp(-value)));
  return {
    scoreMicroseconds: perRow(scored - began),
    explainMicroseconds: perRow(performance.now() - scored),
    contributionsOff,
    calibrationError: Number(calibrationByDecile(chances, frauds).error.toFixed(5)),
  };
}

function coldStartCalibration(payments: CardPayments, { test }: Fold, model: Logistic) {
  const { x, columns } = payments;
  const take = (odd: number): { logOdds: Float64Array; frauds: Uint8Array } => {
    const rows = test.filter((_, index) => index % 2 === odd);
    return {
      logOdds: Float64Array.from(rows, (row) =>
        logisticLogOdds(model, x.subarray(row * columns, (row + 1) * columns)),
      ),
      frauds: Uint8Array.from(rows, (row) => payments.frauds[row] ?? 0),
    };
  };
  const [learned, judged] = [take(0), take(1)];
  const scaling = fitCalibration(
    learned.logOdds,
    learned.frauds,
    new Float64Array(learned.frauds.length).fill(1),
  );
  const errorOf = (logOdds: Float64Array): number => {
    const chances = logOdds.map((value) => 1 / (1 + Math.exp(-value)));
    return Number(calibrationByDecile(chances, judged.frauds).error.toFixed(5));
  };
  return {
    raw: errorOf(judged.logOdds),
    scaled: errorOf(judged.logOdds.map((value) => logisticLogOdds(scaling, Float64Array.of(value)))),
  };
}

function amountStability({ x, columns }: CardPayments, { training, test }: Fold): number {
  const before = Float64Array.from({ length: training.rows }, (_, row) => training.x[row * columns] ?? 0);
  const now = Float64Array.from(test, (row) => x[row * columns] ?? 0);
  return Number(populationStability(before, now).toFixed(4));
}

/** The chosen settings on the test weeks, which nothing before has looked at, beside the cold start. */
export async function measureTrees(payments: CardPayments, chosen: ChosenSettings): Promise<TreesResult> {
  const folds = cardFolds(payments, 'test');
  const runs = [];
  for (const fold of folds) {
    const trees = await train({ kind: 'boosted_trees', rows: fold.training, options: chosen.options });
    const cold = await train({ kind: 'logistic', rows: fold.training, options: { ridge: 1 } });
    if (trees.model.kind !== 'boosted_trees' || cold.model.kind !== 'logistic') throw new Error('wrong kind');
    const [ofTrees, ofCold] = [trees.model, cold.model];
    runs.push({
      fold,
      trees: { ...trees, model: ofTrees, quality: judge(payments, fold, (row) => logOddsOf(ofTrees, row)) },
      cold: { ...cold, model: ofCold, quality: judge(payments, fold, (row) => logisticLogOdds(ofCold, row)) },
    });
    process.stderr.write(`test fold: ${JSON.stringify(runs.at(-1)?.trees.quality)}\n`);
  }
  const [last] = runs;
  if (last === undefined) throw new Error('There are no folds.');
  return {
    ...chosen,
    folds: runs.length,
    trees: meanQuality(runs.map(({ trees }) => trees.quality)),
    coldStart: meanQuality(runs.map(({ cold }) => cold.quality)),
    trainSeconds: spread(runs.map(({ trees }) => trees.seconds)),
    coldStartSeconds: spread(runs.map(({ cold }) => cold.seconds)),
    trainingRows: last.fold.training.rows,
    ...explainAll(payments, last.fold, last.trees.model),
    coldStartCalibration: coldStartCalibration(payments, last.fold, last.cold.model),
    amountStability: amountStability(payments, last.fold),
    hash: last.trees.hash,
  };
}
