import { assert } from '#lib/assert.ts';
import { averagePath } from './average-path.ts';
import type { IsolationForest } from './isolation-forest.ts';
import { areFinite } from './finite.ts';
import { seededRandom } from './seeded-random.ts';
import { LEAF, roomForNodes, trimNodes, type TreeNodes } from './tree-nodes.ts';

type Options = {
  seed: number;
  trees?: number;
  /** Rows that each tree sees; of more it would see anomalies as crowds. (Liu, Ting, Zhou 2008, section 3.) */
  sample?: number;
};

/**
 * Levels beyond the average height at which the paper stops: they part rows of the crowd that it leaves together, and cost
 * a quarter of the scoring's speed. (Measured: docs/risk.md.)
 */
const DEEPER = 2;

/** What the growing of one tree reads and writes. */
type Growth = {
  x: Float64Array;
  columns: number;
  rowsOfTree: Int32Array;
  features: Int32Array;
  depthMax: number;
  random: () => number;
  nodes: TreeNodes;
  used: number;
};

/**
 * Draws features until one is not constant over the rows from `from` to `to`, and sets the node's threshold between its
 * extremes. @returns the feature, or LEAF when all are constant
 */
function drawSplit(growth: Growth, node: number, from: number, to: number): number {
  const { x, columns, rowsOfTree, features, random } = growth;
  for (let left = columns; left > 0; left -= 1) {
    const drawn = Math.floor(random() * left);
    const feature = features[drawn] ?? 0;
    features[drawn] = features[left - 1] ?? 0;
    features[left - 1] = feature;
    let low = x[(rowsOfTree[from] ?? 0) * columns + feature] ?? 0;
    let high = low;
    for (let index = from + 1; index < to; index += 1) {
      const value = x[(rowsOfTree[index] ?? 0) * columns + feature] ?? 0;
      if (value < low) low = value;
      else if (value > high) high = value;
    }
    if (low === high) continue;
    const threshold = low + random() * (high - low);
    growth.nodes.threshold[node] = threshold < high ? threshold : low; // rounding must not leave the right side empty
    return feature;
  }
  return LEAF;
}

/** Rows at most the threshold come first. @returns where the others start */
function partition(growth: Growth, from: number, to: number, feature: number, threshold: number): number {
  const { x, columns, rowsOfTree } = growth;
  let middle = from;
  for (let index = from; index < to; index += 1) {
    const row = rowsOfTree[index] ?? 0;
    if ((x[row * columns + feature] ?? 0) > threshold) continue;
    rowsOfTree[index] = rowsOfTree[middle] ?? 0;
    rowsOfTree[middle] = row;
    middle += 1;
  }
  return middle;
}

function grow(growth: Growth, node: number, from: number, to: number, depth: number): void {
  const { nodes } = growth;
  const feature = to - from > 1 && depth < growth.depthMax ? drawSplit(growth, node, from, to) : LEAF;
  if (feature === LEAF) {
    nodes.value[node] = depth + averagePath(to - from);
    return;
  }
  const left = growth.used;
  growth.used += 2;
  nodes.feature[node] = feature;
  nodes.left[node] = left;
  const middle = partition(growth, from, to, feature, nodes.threshold[node] ?? 0);
  grow(growth, left, from, middle, depth + 1);
  grow(growth, left + 1, middle, to, depth + 1);
  const [ofLeft, ofRight] = [nodes.value[left] ?? 0, nodes.value[left + 1] ?? 0];
  nodes.value[node] = ((middle - from) * ofLeft + (to - middle) * ofRight) / (to - from);
}

/**
 * Grows trees that cut at random until each row is alone: rows that are soon alone are unusual. No labels are needed.
 * Every tree sees rows that no other saw until all rows were seen, which makes the mean of the trees steadier than
 * independent draws. Constant features are passed over, as scikit-learn does it.
 * @param x row after row, finite numbers
 * @throws when a value is not finite or there are no two rows
 */
export function fitIsolationForest(
  x: Float64Array,
  rows: number,
  columns: number,
  { seed, trees = 100, sample = 256 }: Options,
): IsolationForest {
  assert(rows > 1 && columns > 0 && x.length === rows * columns, 'a forest needs two rows of equal length');
  assert(areFinite(x), 'a forest is fitted on finite numbers');
  const size = Math.min(sample, rows);
  const random = seededRandom(seed);
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) order[row] = row;
  const growth: Growth = {
    x,
    columns,
    rowsOfTree: new Int32Array(size),
    features: Int32Array.from({ length: columns }, (_, feature) => feature),
    depthMax: Math.ceil(Math.log2(size)) + DEEPER,
    random,
    nodes: roomForNodes(trees, trees * (2 * size - 1)),
    used: 0,
  };
  for (let tree = 0, at = 0; tree < trees; tree += 1) {
    if (at + size > rows) at = 0;
    for (let drawn = 0; drawn < size; drawn += 1, at += 1) {
      const other = at + Math.floor(random() * (rows - at));
      const row = order[other] ?? 0;
      order[other] = order[at] ?? 0;
      order[at] = row;
      growth.rowsOfTree[drawn] = row;
    }
    const root = growth.used;
    growth.used += 1;
    growth.nodes.roots[tree] = root;
    grow(growth, root, 0, size, 0);
  }
  return { kind: 'isolation_forest', columns, sample: size, nodes: trimNodes(growth.nodes, growth.used) };
}
