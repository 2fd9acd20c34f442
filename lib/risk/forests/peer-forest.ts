import { z } from 'zod';
import { assert } from '../../assert.ts';
import { textHash } from '../../text-hash.ts';
import { isolationContributions, isolationScores, type IsolationForest } from '../models/isolation-forest.ts';
import { modelText, parseModel } from '../models/model-text.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import { featureColumns } from '../rules/feature-names.ts';
import type { PeerFinding } from '../rules/peer-finding.ts';

/** A forest with all that a decision takes from it, so that its hash names all of it. */
export type PeerForest = {
  readonly model: IsolationForest;
  /** `bakeries in DE`, and how many they were. */
  readonly words: string;
  readonly accounts: number;
  readonly features: readonly string[];
  /** How unusual the peers themselves were, ascending; of many, evenly chosen ones. */
  readonly scores: Float64Array;
  /** Of each feature, how the peers were spread: the 5th, 25th, 50th, 75th and 95th of a hundred. Forests of before it have none. */
  readonly spread?: Readonly<Record<string, readonly number[]>> | undefined;
};

/** A forest as decisions ask it. */
export type GrownForest = PeerForest & {
  readonly hash: string;
  /** Where its features stand among those of a decision. */
  readonly columns: readonly number[];
};

/** A thousandth is all that anybody reads of a percentile. */
export const SCORES_MAX = 1_000;
/** Digits of a threshold, of a path and of a score: more are of no use to cuts that were drawn at random, and a forest is stored each night. */
const DIGITS = 6;

const peersSchema = z.strictObject({
  accounts: z.int().positive(),
  features: z.array(z.string()),
  scores: z.array(z.number()).min(1).max(SCORES_MAX),
  spread: z.record(z.string(), z.array(z.number()).length(5)).optional(),
  words: z.string(),
});

const SPREAD_AT = [0.05, 0.25, 0.5, 0.75, 0.95];

const rounded = (values: Float64Array): Float64Array =>
  values.map((value) => Number(value.toPrecision(DIGITS)));

/**
 * A fitted forest as it is stored, with what its peers score in it.
 * @param x the peers it was fitted on, row after row, in their order
 */
export function peerForestOf(
  fitted: IsolationForest,
  given: Pick<PeerForest, 'words' | 'accounts' | 'features'> & { x: Float64Array; rows: number },
): PeerForest {
  const { words, accounts, features, x, rows } = given;
  const { nodes } = fitted;
  const model: IsolationForest = {
    ...fitted,
    nodes: { ...nodes, threshold: rounded(nodes.threshold), value: rounded(nodes.value) },
  };
  const width = features.length;
  const asked = Math.min(rows, SCORES_MAX);
  const chosen = new Float64Array(asked * width);
  for (let row = 0; row < asked; row += 1) {
    const from = Math.floor((row * rows) / asked) * width;
    chosen.set(x.subarray(from, from + width), row * width);
  }
  const scores = rounded(isolationScores(model, chosen, asked)).toSorted();
  return { model, words, accounts, features, scores, spread: spreadOf(features, x, rows) };
}

function spreadOf(
  features: readonly string[],
  x: Float64Array,
  rows: number,
): Readonly<Record<string, readonly number[]>> {
  const width = features.length;
  return Object.fromEntries(
    features.map((name, column) => {
      const ascending = Float64Array.from(
        { length: rows },
        (_, row) => x[row * width + column] ?? 0,
      ).toSorted();
      const asked = Float64Array.from(SPREAD_AT, (at) => ascending[Math.floor(at * (rows - 1))] ?? 0);
      return [name, [...rounded(asked)]];
    }),
  );
}

/** Two lines: the forest, then its peers. */
export function peerForestText({ model, accounts, features, scores, spread, words }: PeerForest): string {
  return `${modelText(model)}\n${canonicalText({ accounts, features, scores: [...scores], spread, words })}`;
}

/**
 * The forest of a stored text; null when it was grown on features that this version does not make.
 * @throws when the text is not the one of that hash
 */
export function parsePeerForest(text: string, hash: string): GrownForest | null {
  assert(textHash(text) === hash, 'the text of a forest is the one that was stored');
  const [first = '', second = ''] = text.split('\n');
  const model = parseModel(first, textHash(first));
  assert(model.kind === 'isolation_forest', 'what compares with peers is a forest');
  const { scores, ...peers } = peersSchema.parse(JSON.parse(second));
  assert(model.columns === peers.features.length, 'a feature for each column');
  const columns = featureColumns(peers.features);
  if (columns === null) return null;
  return { ...peers, model, scores: Float64Array.from(scores), hash, columns };
}

/** Pure: where an account stands among the peers of a forest. @param features of a decision, in the order of `FEATURE_NAMES` */
export function peerFinding(forest: GrownForest, features: readonly number[]): PeerFinding {
  const { model, hash, words, accounts, scores } = forest;
  const row = Float64Array.from(forest.columns, (column) => features[column] ?? 0);
  const score = isolationScores(model, row, 1)[0] ?? 0;
  const { base, contributions } = isolationContributions(model, row);
  // It is one of them, so that nobody is beyond all.
  const beyond = Math.max(1, scores.length - firstFrom(scores, score)) / scores.length;
  return {
    forest: hash,
    group: words,
    accounts,
    score,
    base,
    contributions: forest.features.flatMap((key, index) => {
      const value = contributions[index] ?? 0;
      return value === 0 ? [] : [{ key, value }];
    }),
    percentile: 1 - beyond,
  };
}

/** Where the first of ascending values stands that is not below a limit. */
function firstFrom(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
