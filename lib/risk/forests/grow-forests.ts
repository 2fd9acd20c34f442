import { textHash } from '../../text-hash.ts';
import { parseModel } from '../models/model-text.ts';
import { assert } from '../../assert.ts';
import { featureRow, hasSeen } from '../rules/feature-names.ts';
import { trainModel } from '../training/train-model.ts';
import { peerForestOf, peerForestText } from './peer-forest.ts';
import { peerGroups, type Peer, type PeerGroup } from './peer-groups.ts';
import type { ForestRecipe } from './recipe-text.ts';

/** What one decision about an account saw. */
export type PeerRow = Peer & {
  readonly riskAssessmentId: string;
  readonly decidedAt: Date;
  /** In the order of `FEATURE_NAMES`, as many as there were. */
  readonly features: readonly number[];
};

/** A forest that was grown, with what it was grown from. */
export type NewForest = {
  readonly peerGroup: string;
  readonly text: string;
  readonly hash: string;
  readonly seed: number;
  readonly features: readonly string[];
  readonly accounts: number;
  readonly rows: number;
  /** SHA-256 of the ids of the decisions, one a line, in the order of growing: whoever has them grows the same forest again. */
  readonly rowsHash: string;
  readonly dataFrom: Date;
  readonly dataTo: Date;
  readonly metrics: Readonly<Record<string, number>>;
};

/** Grows the forest of each group of peers by a recipe, one after the other, each in a thread of its own. */
export async function growForests(
  rows: readonly PeerRow[],
  recipe: ForestRecipe,
  signal?: AbortSignal,
): Promise<NewForest[]> {
  const forests: NewForest[] = [];
  // Of long ago, before there was one of the recipe's features.
  const seen = rows.filter(({ features }) => hasSeen(features, recipe.features));
  for (const group of peerGroups(seen, recipe.peers)) forests.push(await growForest(group, recipe, signal));
  return forests;
}

async function growForest(
  { name, words, accounts, rows }: PeerGroup<PeerRow>,
  { trees, sample, seed, features }: ForestRecipe,
  signal: AbortSignal | undefined,
): Promise<NewForest> {
  const width = features.length;
  const x = new Float64Array(rows.length * width);
  for (const [row, seen] of rows.entries()) x.set(featureRow(seen.features, features), row * width);
  const fitted = await trainModel(
    {
      kind: 'isolation_forest',
      rows: { x, rows: rows.length, columns: width },
      options: { seed, trees, sample },
    },
    signal === undefined ? {} : { signal },
  );
  const model = parseModel(fitted, textHash(fitted));
  assert(model.kind === 'isolation_forest', 'what was ordered is a forest');
  const forest = peerForestOf(model, { words, accounts, features, x, rows: rows.length });
  const text = peerForestText(forest);
  const times = rows.map(({ decidedAt }) => decidedAt.getTime());
  return {
    peerGroup: name,
    text,
    hash: textHash(text),
    seed,
    features,
    accounts,
    rows: rows.length,
    rowsHash: textHash(rows.map(({ riskAssessmentId }) => riskAssessmentId).join('\n')),
    dataFrom: new Date(times.reduce((least, time) => Math.min(least, time))),
    dataTo: new Date(times.reduce((most, time) => Math.max(most, time))),
    metrics: { median: quantile(forest.scores, 0.5), p95: quantile(forest.scores, 0.95) },
  };
}

const quantile = (ascending: Float64Array, at: number): number =>
  ascending[Math.floor(at * (ascending.length - 1))] ?? 0;
