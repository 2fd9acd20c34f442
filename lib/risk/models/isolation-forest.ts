import { averagePath } from './average-path.ts';
import type { TreeNodes } from './tree-nodes.ts';

export type IsolationForest = {
  kind: 'isolation_forest';
  columns: number;
  /** Rows that each tree was grown on. */
  sample: number;
  /** The value of a leaf is the length of the path to it, with what its rows would still take. */
  nodes: TreeNodes;
};

/** Rows whose values and sums stay in the processor's first cache while one tree after the other is walked. */
const BLOCK = 128;

/**
 * How unusual each row is, between 0 and 1; half is ordinary. 2 to the power of minus the mean path, measured by the path
 * that a random tree would take. (Liu, Ting, Zhou 2008, eq. 2.)
 * @param x row after row
 */
export function isolationScores(forest: IsolationForest, x: Float64Array, rows: number): Float64Array {
  const { roots, feature, threshold, left, value } = forest.nodes;
  const { columns } = forest;
  const sums = new Float64Array(rows);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    for (const root of roots) {
      for (let row = from; row < to; row += 1) {
        const start = row * columns;
        let node = root;
        for (let column = feature[node] ?? 0; column >= 0; column = feature[node] ?? 0)
          node = (left[node] ?? 0) + ((x[start + column] ?? 0) > (threshold[node] ?? 0) ? 1 : 0);
        sums[row] = (sums[row] ?? 0) + (value[node] ?? 0);
      }
    }
  }
  const unit = roots.length * averagePath(forest.sample);
  return sums.map((sum) => 2 ** -(sum / unit));
}

/**
 * Why one row scores as it does. Each split on its path is credited with the change of the path to be expected, so that
 * `base` and the contributions sum to the base-2 logarithm of the score; a positive contribution made it more unusual.
 */
export function isolationContributions(
  forest: IsolationForest,
  row: Float64Array,
): { base: number; contributions: Float64Array } {
  const { roots, feature, threshold, left, value } = forest.nodes;
  const unit = roots.length * averagePath(forest.sample);
  const contributions = new Float64Array(forest.columns);
  let base = 0;
  for (const root of roots) {
    let node = root;
    base -= (value[root] ?? 0) / unit;
    for (let column = feature[node] ?? 0; column >= 0; column = feature[node] ?? 0) {
      const next = (left[node] ?? 0) + ((row[column] ?? 0) > (threshold[node] ?? 0) ? 1 : 0);
      contributions[column] = (contributions[column] ?? 0) + ((value[node] ?? 0) - (value[next] ?? 0)) / unit;
      node = next;
    }
  }
  return { base, contributions };
}
