import type { ScoreCalibration } from './score-calibration.ts';
import type { TreeNodes } from './tree-nodes.ts';

export type BoostedTrees = {
  kind: 'boosted_trees';
  columns: number;
  /** Log-odds before any tree has spoken. */
  base: number;
  /** Values are log-odds. */
  nodes: TreeNodes;
  /** Weight of the training rows that reached each node. */
  cover: Float64Array;
  /** Of the scores of decisions that it is a part of; absent where there was too little to tell. */
  calibration?: ScoreCalibration | undefined;
};

/** Log-odds that a row is a hit. @param row finite numbers, in the order of the training's columns */
export function logOddsOf(model: BoostedTrees, row: Float64Array): number {
  const { roots, feature, threshold, left, value } = model.nodes;
  let sum = model.base;
  for (const root of roots) {
    let node = root;
    for (let column = feature[node] ?? 0; column >= 0; column = feature[node] ?? 0)
      node = (left[node] ?? 0) + ((row[column] ?? 0) > (threshold[node] ?? 0) ? 1 : 0);
    sum += value[node] ?? 0;
  }
  return sum;
}
