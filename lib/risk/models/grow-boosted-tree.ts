import { BINS, bestSplit, leafValue, type Bounds, type SplitRules, type Sums } from './best-split.ts';
import type { TreeNodes } from './tree-nodes.ts';

/** What all trees of one model are grown from. */
export type Boosting = SplitRules & {
  rows: number;
  /** Column after column. */
  bins: Uint8Array;
  cuts: readonly Float64Array[];
  cutsOfColumn: Int32Array;
  weights: Float64Array;
  /** Of the loss by the log-odds of each row, times its weight. */
  gradient: Float64Array;
  hessian: Float64Array;
  /** What the trees so far say of each row. */
  logOdds: Float64Array;
  rate: number;
  depth: number;
  /** Rows in the order in which the nodes hold them, and room to move them. */
  order: Int32Array;
  moved: Int32Array;
  /** Two for each depth: of the smaller child, and of its sibling by subtraction. */
  histograms: readonly (readonly [Float64Array, Float64Array])[];
  gathered: readonly [Float64Array, Float64Array];
  nodes: TreeNodes;
  cover: Float64Array;
  used: number;
};

/** Part of the rows that a node holds. */
type Part = { from: number; to: number };

function sumIntoBins(boosting: Boosting, { from, to }: Part, histogram: Float64Array): void {
  const { rows, bins, order, gradient, hessian, gathered } = boosting;
  const [gradients, hessians] = gathered;
  for (let index = from; index < to; index += 1) {
    const row = order[index] ?? 0;
    gradients[index] = gradient[row] ?? 0;
    hessians[index] = hessian[row] ?? 0;
  }
  histogram.fill(0);
  for (let column = 0; column < boosting.cuts.length; column += 1) {
    const start = column * rows;
    const first = column * BINS;
    for (let index = from; index < to; index += 1) {
      const at = (first + (bins[start + (order[index] ?? 0)] ?? 0)) * 2;
      histogram[at] = (histogram[at] ?? 0) + (gradients[index] ?? 0);
      histogram[at + 1] = (histogram[at + 1] ?? 0) + (hessians[index] ?? 0);
    }
  }
}

/** Rows of at most `bin` come first, both sides in their order. @returns where the others start */
function partition(boosting: Boosting, { from, to }: Part, column: number, bin: number): number {
  const { rows, bins, order, moved } = boosting;
  const start = column * rows;
  let middle = from;
  let others = 0;
  for (let index = from; index < to; index += 1) {
    const row = order[index] ?? 0;
    if ((bins[start + row] ?? 0) <= bin) {
      order[middle] = row;
      middle += 1;
    } else {
      moved[others] = row;
      others += 1;
    }
  }
  order.set(moved.subarray(0, others), middle);
  return middle;
}

function makeLeaf(boosting: Boosting, node: number, { from, to }: Part, value: number): void {
  const { order, weights, logOdds, nodes, cover } = boosting;
  let weight = 0;
  for (let index = from; index < to; index += 1) {
    const row = order[index] ?? 0;
    weight += weights[row] ?? 0;
    logOdds[row] = (logOdds[row] ?? 0) + value;
  }
  nodes.value[node] = value;
  cover[node] = weight;
}

/** Bounds of both sides of a cut, so that everything below them keeps to the direction too. */
function boundsBelow(direction: number, left: number, right: number, bounds: Bounds): [Bounds, Bounds] {
  const middle = (left + right) / 2;
  if (direction > 0)
    return [
      { ...bounds, high: middle },
      { ...bounds, low: middle },
    ];
  if (direction < 0)
    return [
      { ...bounds, low: middle },
      { ...bounds, high: middle },
    ];
  return [bounds, bounds];
}

type Node = { node: number; part: Part; sums: Sums; bounds: Bounds; depth: number };

function grow(boosting: Boosting, { node, part, sums, bounds, depth }: Node, histogram: Float64Array): void {
  const { ridge, rate, nodes, cover } = boosting;
  const split =
    depth < boosting.depth ? bestSplit(histogram, boosting.cutsOfColumn, sums, boosting, bounds) : null;
  if (split === null) {
    makeLeaf(boosting, node, part, rate * leafValue(sums, ridge, bounds));
    return;
  }
  const { column, bin } = split;
  const first = boosting.used;
  boosting.used += 2;
  nodes.feature[node] = column;
  nodes.threshold[node] = boosting.cuts[column]?.[bin] ?? 0;
  nodes.left[node] = first;
  const middle = partition(boosting, part, column, bin);
  const [ofLeft, ofRight] = boundsBelow(
    boosting.monotone[column] ?? 0,
    leafValue(split.left, ridge, bounds),
    leafValue(split.right, ridge, bounds),
    bounds,
  );
  const children: [Node, Node] = [
    {
      node: first,
      part: { from: part.from, to: middle },
      sums: split.left,
      bounds: ofLeft,
      depth: depth + 1,
    },
    {
      node: first + 1,
      part: { from: middle, to: part.to },
      sums: split.right,
      bounds: ofRight,
      depth: depth + 1,
    },
  ];
  if (middle - part.from > part.to - middle) children.reverse();
  const [smaller, larger] = children;
  const [ofSmaller, ofLarger] = boosting.histograms[depth] ?? [histogram, histogram];
  if (depth + 1 < boosting.depth) {
    sumIntoBins(boosting, smaller.part, ofSmaller);
    for (let at = 0; at < histogram.length; at += 1)
      ofLarger[at] = (histogram[at] ?? 0) - (ofSmaller[at] ?? 0);
  }
  grow(boosting, smaller, ofSmaller);
  grow(boosting, larger, ofLarger);
  const [leftCover, rightCover] = [cover[first] ?? 0, cover[first + 1] ?? 0];
  cover[node] = leftCover + rightCover;
  nodes.value[node] =
    (leftCover * (nodes.value[first] ?? 0) + rightCover * (nodes.value[first + 1] ?? 0)) / (cover[node] ?? 0);
}

/** Adds the tree that lowers the loss most, and what it says to the log-odds of every row. @returns its root */
export function growBoostedTree(boosting: Boosting, histogram: Float64Array): number {
  const { rows, order, gradient, hessian } = boosting;
  for (let row = 0; row < rows; row += 1) order[row] = row;
  const root = boosting.used;
  boosting.used += 1;
  const part = { from: 0, to: rows };
  const sums = {
    gradient: gradient.reduce((sum, value) => sum + value, 0),
    hessian: hessian.reduce((sum, value) => sum + value, 0),
  };
  sumIntoBins(boosting, part, histogram);
  grow(boosting, { node: root, part, sums, bounds: { low: -Infinity, high: Infinity }, depth: 0 }, histogram);
  return root;
}
