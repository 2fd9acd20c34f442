import type { TrainingRows } from '#lib/risk/models/fit-boosted-trees.ts';
import type { CardPayments } from './card-payments.ts';

const WEEK = 7;
const FOLDS = 4;

/** One fit and its test: learn from a week, wait a week until its frauds are known, judge the week after that. */
export type Fold = { training: TrainingRows; test: Int32Array };

/**
 * The handbook's prequential folds. The test weeks are the last four; settings are chosen on the four before them, so no
 * row that chose a setting is tested.
 */
export function cardFolds(payments: CardPayments, use: 'validation' | 'test'): Fold[] {
  const end = payments.lastDay + 1 - (use === 'test' ? 0 : FOLDS * WEEK);
  return Array.from({ length: FOLDS }, (_, fold) => makeFold(payments, end - (fold + 3) * WEEK));
}

function makeFold(payments: CardPayments, firstDay: number): Fold {
  const { columns, startOf } = payments;
  const [from, to] = [startOf(firstDay), startOf(firstDay + WEEK)];
  return {
    training: {
      x: payments.x.slice(from * columns, to * columns),
      rows: to - from,
      columns,
      hits: payments.frauds.slice(from, to),
      weights: new Float64Array(to - from).fill(1),
    },
    test: testRows(payments, firstDay),
  };
}

/** Rows of the test week, without cards that were known by then: from the training, and a week after each fraud. */
function testRows({ cards, frauds, startOf }: CardPayments, firstDay: number): Int32Array {
  const known = new Set<number>();
  const learn = (from: number, to: number): void => {
    for (let row = startOf(from); row < startOf(to); row += 1)
      if (frauds[row] === 1) known.add(cards[row] ?? 0);
  };
  learn(firstDay, firstDay + WEEK);
  const rows: number[] = [];
  for (let day = firstDay + 2 * WEEK; day < firstDay + 3 * WEEK; day += 1) {
    learn(day - WEEK - 1, day - WEEK);
    for (let row = startOf(day); row < startOf(day + 1); row += 1)
      if (!known.has(cards[row] ?? 0)) rows.push(row);
  }
  return Int32Array.from(rows);
}
