import type { CardPayments } from './card-payments.ts';

export const CARDS_A_DAY = 100;

/** The cards of a day with the highest scores, most suspicious first: all that a day's reviewers can look at. */
export function mostSuspicious(
  { cards }: CardPayments,
  rows: ArrayLike<number>,
  scores: ArrayLike<number>,
  isOut: (card: number) => boolean,
): number[] {
  const highest = new Map<number, number>();
  for (let index = 0; index < rows.length; index += 1) {
    const card = cards[rows[index] ?? 0] ?? 0;
    if (!isOut(card)) highest.set(card, Math.max(highest.get(card) ?? -Infinity, scores[index] ?? 0));
  }
  return [...highest]
    .sort(([, a], [, b]) => b - a)
    .slice(0, CARDS_A_DAY)
    .map(([card]) => card);
}

/**
 * Of the hundred cards looked at each day, the share with a fraud that day, averaged over the days. A card that was found is
 * not looked at again. (Fraud Detection Handbook, chapter 4, card precision top-k.)
 */
export function cardPrecision(payments: CardPayments, rows: Int32Array, scores: Float64Array): number {
  const found = new Set<number>();
  const precisions: number[] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const day = payments.days[rows[from] ?? 0];
    while (to < rows.length && payments.days[rows[to] ?? 0] === day) to += 1;
    const ofDay = rows.subarray(from, to);
    const frauds = new Set<number>();
    for (const row of ofDay) if (payments.frauds[row] === 1) frauds.add(payments.cards[row] ?? 0);
    const looked = mostSuspicious(payments, ofDay, scores.subarray(from, to), (card) => found.has(card));
    const hits = looked.filter((card) => frauds.has(card));
    for (const card of hits) found.add(card);
    precisions.push(hits.length / CARDS_A_DAY);
  }
  return precisions.reduce((sum, value) => sum + value, 0) / precisions.length;
}
