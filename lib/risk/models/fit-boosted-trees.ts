import { assert } from '#lib/assert.ts';
import { BINS } from './best-split.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import { areFinite } from './finite.ts';
import { growBoostedTree, type Boosting } from './grow-boosted-tree.ts';
import { binsOf, tailAwareCuts } from './tail-aware-cuts.ts';
import { DEPTH_MAX } from './tree-contributions.ts';
import { roomForNodes, trimNodes } from './tree-nodes.ts';

export type BoostedTreesOptions = {
  rounds: number;
  /** Share of each tree's correction that is taken. */
  rate: number;
  /** At most 4. */
  depth: number;
  /** How strongly leaves are drawn to nothing. */
  ridge: number;
  /** Least sum of second derivatives in a leaf: p(1-p) a row, so about the hits that it needs where hits are rare. */
  hessianMin: number;
  /** For each column 1 when the log-odds may only rise with it, -1 when only fall, else 0. */
  monotone?: Int8Array;
};

export type TrainingRows = {
  /** Row after row, finite numbers. */
  x: Float64Array;
  rows: number;
  columns: number;
  /** 1 for a hit, 0 for a miss. */
  hits: Uint8Array;
  weights: Float64Array;
};

function columnOf({ x, rows, columns }: TrainingRows, column: number): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) values[row] = x[row * columns + column] ?? 0;
  return values;
}

function prepare(training: TrainingRows, base: number, options: BoostedTreesOptions): Boosting {
  const { rows, columns, weights } = training;
  const { rounds, depth } = options;
  const bins = new Uint8Array(rows * columns);
  const cuts = Array.from({ length: columns }, (_, column) => {
    const values = columnOf(training, column);
    const found = tailAwareCuts(values);
    bins.set(binsOf(values, found), column * rows);
    return found;
  });
  const nodesMax = rounds * (2 ** (depth + 1) - 1);
  const histogram = (): Float64Array => new Float64Array(columns * BINS * 2);
  return {
    ...options,
    monotone: options.monotone ?? new Int8Array(columns),
    rows,
    bins,
    cuts,
    cutsOfColumn: Int32Array.from(cuts, ({ length }) => length),
    weights,
    gradient: new Float64Array(rows),
    hessian: new Float64Array(rows),
    logOdds: new Float64Array(rows).fill(base),
    order: new Int32Array(rows),
    moved: new Int32Array(rows),
    histograms: Array.from({ length: depth }, () => [histogram(), histogram()] as const),
    gathered: [new Float64Array(rows), new Float64Array(rows)],
    nodes: roomForNodes(rounds, nodesMax),
    cover: new Float64Array(nodesMax),
    used: 0,
  };
}

/** First and second derivative of the logistic loss by the log-odds. */
function derive({ rows, logOdds, gradient, hessian, weights }: Boosting, hits: Uint8Array): void {
  for (let row = 0; row < rows; row += 1) {
    const weight = weights[row] ?? 0;
    const p = 1 / (1 + Math.exp(-(logOdds[row] ?? 0)));
    gradient[row] = weight * (p - (hits[row] ?? 0));
    hessian[row] = weight * p * (1 - p);
  }
}

/**
 * Trees of small depth, each fitted to what those before it left unexplained of the logistic loss. (Friedman, Greedy
 * function approximation, 2001; the second-order form of Chen and Guestrin, XGBoost, 2016.) Nothing is drawn at random,
 * so the same rows in the same order give the same model.
 * @param onRound told the number of trees that stand
 * @throws when a value is not finite, a weight is not positive, or one of both kinds is missing
 */
export function fitBoostedTrees(
  training: TrainingRows,
  options: BoostedTreesOptions,
  onRound?: (done: number) => void,
): BoostedTrees {
  const { x, rows, columns, hits, weights } = training;
  assert(
    x.length === rows * columns && hits.length === rows && weights.length === rows,
    'rows of one length',
  );
  assert(areFinite(x), 'trees are fitted on finite numbers');
  assert(
    weights.every((weight) => weight > 0 && Number.isFinite(weight)),
    'weights are positive',
  );
  assert(options.depth >= 1 && options.depth <= DEPTH_MAX, 'trees are at most 4 deep');
  assert(options.hessianMin > 0, 'a leaf needs rows');
  let [hit, all] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    all += weights[row] ?? 0;
    if (hits[row] === 1) hit += weights[row] ?? 0;
  }
  assert(hit > 0 && hit < all, 'trees need hits and misses');
  const base = Math.log(hit / (all - hit));
  const boosting = prepare(training, base, options);
  const histogram = new Float64Array(columns * BINS * 2);
  for (let round = 0; round < options.rounds; round += 1) {
    derive(boosting, hits);
    boosting.nodes.roots[round] = growBoostedTree(boosting, histogram);
    onRound?.(round + 1);
  }
  return {
    kind: 'boosted_trees',
    columns,
    base,
    nodes: trimNodes(boosting.nodes, boosting.used),
    cover: boosting.cover.slice(0, boosting.used),
  };
}
