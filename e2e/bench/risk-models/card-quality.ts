import { auroc, averagePrecision } from '#lib/risk/models/ranking.ts';
import type { Fold } from './card-folds.ts';
import { withEveryTrace } from './card-ceiling.ts';
import type { CardPayments } from './card-payments.ts';
import { cardPrecision } from './card-precision.ts';
import { mean } from './spread.ts';

export type Quality = {
  auroc: number;
  averagePrecision: number;
  cardPrecision: number;
  /** The card precision of whoever recognises every fraud that shows, and guesses the rest by these scores. */
  cardPrecisionPossible: number;
};

/** How well scores find the frauds of a fold's test week. */
export function judge(payments: CardPayments, { test }: Fold, score: (row: Float64Array) => number): Quality {
  const { x, columns } = payments;
  const scores = Float64Array.from(test, (row) => score(x.subarray(row * columns, (row + 1) * columns)));
  const frauds = Uint8Array.from(test, (row) => payments.frauds[row] ?? 0);
  return {
    auroc: auroc(scores, frauds),
    averagePrecision: averagePrecision(scores, frauds),
    cardPrecision: cardPrecision(payments, test, scores),
    cardPrecisionPossible: cardPrecision(payments, test, withEveryTrace(payments, test, scores)),
  };
}

export function meanQuality(folds: readonly Quality[]): Quality {
  const of = (name: keyof Quality): number => Number(mean(folds.map((fold) => fold[name])).toFixed(4));
  return {
    auroc: of('auroc'),
    averagePrecision: of('averagePrecision'),
    cardPrecision: of('cardPrecision'),
    cardPrecisionPossible: of('cardPrecisionPossible'),
  };
}
