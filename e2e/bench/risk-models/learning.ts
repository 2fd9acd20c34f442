import { logOddsOf, type BoostedTrees } from '#lib/risk/models/boosted-trees.ts';
import { fitBoostedTrees, type BoostedTreesOptions } from '#lib/risk/models/fit-boosted-trees.ts';
import { fitIsolationForest } from '#lib/risk/models/fit-isolation-forest.ts';
import { isolationScores } from '#lib/risk/models/isolation-forest.ts';
import { seededRandom } from '#lib/risk/models/seeded-random.ts';
import type { CardPayments } from './card-payments.ts';
import { CARDS_A_DAY, mostSuspicious } from './card-precision.ts';
import { KnownFrauds } from './known-frauds.ts';
import { mean } from './spread.ts';

const DAYS = 90;
const FORTNIGHT = 14;
/** Days before the first verdict whose features the first forest sees. */
const WARM_UP_DAYS = 30;
const FOREST_DAYS = 7;
/** Of the hundred cards, chosen by lot: without them reviewers would only ever see what the model already suspects. */
const AUDITED_CARDS = 5;
/** Payments of each day that nobody looked at, learned as misses: nearly all are. */
const UNSEEN_A_DAY = 1_000;
const UNSEEN_WEIGHT = 0.3;
const REFIT_DAYS = 3;
/** Fewer frauds than this teach trees nothing that holds. */
const FRAUDS_MIN = 40;

export type LearningResult = {
  days: number;
  cardsADay: number;
  auditedCards: number;
  /** Card precision by fortnight. */
  forestAlone: number[];
  treesOnVerdicts: number[];
  /** From the second fortnight on, in every one. */
  beatsForest: boolean;
};

/** Rows with the features of the day on which they were judged. */
class Lessons {
  readonly x: Float64Array[] = [];
  readonly hits: number[] = [];
  readonly weights: number[] = [];

  add(row: Float64Array, hit: number, weight: number): void {
    this.x.push(row);
    this.hits.push(hit);
    this.weights.push(weight);
  }

  fit(columns: number): BoostedTrees | null {
    if (this.hits.reduce((sum, hit) => sum + hit, 0) < FRAUDS_MIN) return null;
    const x = new Float64Array(this.x.length * columns);
    for (const [row, values] of this.x.entries()) x.set(values, row * columns);
    const hits = Uint8Array.from(this.hits);
    const weights = Float64Array.from(this.weights);
    return fitBoostedTrees({ x, rows: hits.length, columns, hits, weights }, OPTIONS);
  }
}

/** Small steps on few rows; not chosen by any test. */
const OPTIONS: BoostedTreesOptions = { rounds: 100, rate: 0.1, depth: 3, ridge: 1, hessianMin: 1 };

/** Rows of one day with their features as they were known in its morning. */
type Day = { from: number; to: number; x: Float64Array };

/** What the reviewers' verdicts of a day teach. @returns cards that were found out */
function review(
  payments: CardPayments,
  { from, to, x }: Day,
  looked: ReadonlySet<number>,
  lessons: Lessons,
): number[] {
  const { columns, cards, frauds } = payments;
  const caught = new Set<number>();
  for (let row = from; row < to; row += 1) {
    const card = cards[row] ?? 0;
    if (!looked.has(card)) continue;
    const hit = frauds[row] ?? 0;
    lessons.add(x.subarray((row - from) * columns, (row - from + 1) * columns), hit, 1);
    if (hit === 1) caught.add(card);
  }
  return [...caught];
}

/** Ninety days of a hundred cards: who finds how many, when all that is known of frauds are the reviewers' verdicts. */
function season(payments: CardPayments, learns: boolean): number[] {
  const { columns, cards, frauds, startOf, firstDay } = payments;
  const known = new KnownFrauds(payments);
  const lessons = new Lessons();
  const random = seededRandom(1);
  const found = new Set<number>();
  const recent: Float64Array[] = [];
  const precisions: number[] = [];
  let trees: BoostedTrees | null = null;
  for (let day = firstDay; day < firstDay + WARM_UP_DAYS + DAYS; day += 1) {
    const [from, to] = [startOf(day), startOf(day + 1)];
    const x = known.features(from, to);
    if (day >= firstDay + WARM_UP_DAYS) {
      const draw = (): number => from + Math.floor(random() * (to - from));
      if (learns && precisions.length % REFIT_DAYS === 0) trees = lessons.fit(columns);
      const rows = Int32Array.from({ length: to - from }, (_, index) => from + index);
      const scores = trees === null ? forestScores(recent, x, columns) : treeScores(trees, x);
      const looked = new Set(mostSuspicious(payments, rows, scores, (card) => found.has(card)));
      if (learns) audit(looked, () => cards[draw()] ?? 0, found);
      const caught = review(payments, { from, to, x }, looked, lessons);
      for (const row of rows) if (frauds[row] === 1 && looked.has(cards[row] ?? 0)) known.learn(row);
      for (let drawn = 0; drawn < UNSEEN_A_DAY; drawn += 1) {
        const row = draw();
        const values = x.subarray((row - from) * columns, (row - from + 1) * columns);
        if (!looked.has(cards[row] ?? 0)) lessons.add(values, 0, UNSEEN_WEIGHT);
      }
      for (const card of caught) found.add(card);
      precisions.push(caught.length / CARDS_A_DAY);
    }
    recent.push(x);
    if (recent.length > FOREST_DAYS) recent.shift();
  }
  return Array.from({ length: Math.floor(DAYS / FORTNIGHT) }, (_, fortnight) =>
    Number(mean(precisions.slice(fortnight * FORTNIGHT, (fortnight + 1) * FORTNIGHT)).toFixed(3)),
  );
}

function treeScores(trees: BoostedTrees, x: Float64Array): Float64Array {
  return Float64Array.from({ length: x.length / trees.columns }, (_, row) =>
    logOddsOf(trees, x.subarray(row * trees.columns, (row + 1) * trees.columns)),
  );
}

function forestScores(recent: readonly Float64Array[], x: Float64Array, columns: number): Float64Array {
  const seen = new Float64Array(recent.reduce((sum, day) => sum + day.length, 0));
  let at = 0;
  for (const day of recent) {
    seen.set(day, at);
    at += day.length;
  }
  const forest = fitIsolationForest(seen, seen.length / columns, columns, { seed: 1 });
  return isolationScores(forest, x, x.length / columns);
}

/** The least suspicious of the cards looked at give way to some drawn by lot. */
function audit(looked: Set<number>, draw: () => number, found: ReadonlySet<number>): void {
  for (const card of [...looked].slice(CARDS_A_DAY - AUDITED_CARDS)) looked.delete(card);
  while (looked.size < CARDS_A_DAY) {
    const card = draw();
    if (!found.has(card)) looked.add(card);
  }
}

export function measureLearning(payments: CardPayments): LearningResult {
  const forestAlone = season(payments, false);
  const treesOnVerdicts = season(payments, true);
  return {
    days: DAYS,
    cardsADay: CARDS_A_DAY,
    auditedCards: AUDITED_CARDS,
    forestAlone,
    treesOnVerdicts,
    beatsForest: treesOnVerdicts.slice(1).every((share, index) => share > (forestAlone[index + 1] ?? 1)),
  };
}
