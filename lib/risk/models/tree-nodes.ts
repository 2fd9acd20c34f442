/**
 * Trees of a model one after another in flat arrays, the way they are read fastest. A node with `feature` -1 is a leaf;
 * another sends a row to `left` when its value is at most `threshold`, else to `left + 1`.
 */
export type TreeNodes = {
  /** Where each tree starts. */
  roots: Int32Array;
  feature: Int32Array;
  threshold: Float64Array;
  left: Int32Array;
  /** What a leaf says; at an inner node, what is to be expected of a training row that came so far. */
  value: Float64Array;
};

export const LEAF = -1;

/** Room for nodes whose number is not known before the trees are grown. */
export function roomForNodes(trees: number, nodesMax: number): TreeNodes {
  return {
    roots: new Int32Array(trees),
    feature: new Int32Array(nodesMax).fill(LEAF),
    threshold: new Float64Array(nodesMax),
    left: new Int32Array(nodesMax),
    value: new Float64Array(nodesMax),
  };
}

/** The nodes that were used, with 0 for -0, which no text of a model could carry. */
export function trimNodes(nodes: TreeNodes, used: number): TreeNodes {
  return {
    roots: nodes.roots,
    feature: nodes.feature.slice(0, used),
    threshold: nodes.threshold.subarray(0, used).map((threshold) => threshold + 0),
    left: nodes.left.slice(0, used),
    value: nodes.value.subarray(0, used).map((value) => value + 0),
  };
}
