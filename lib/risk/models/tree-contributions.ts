import type { BoostedTrees } from './boosted-trees.ts';

/** Trees are at most so deep, so that a path asks about at most so many features. */
export const DEPTH_MAX = 4;

/** Gauss and Legendre's two points in (0, 1), of weight one half each: exact for polynomials up to the third degree. */
const POINTS = [0.5 - Math.sqrt(3) / 6, 0.5 + Math.sqrt(3) / 6] as const;

/** Features asked about on the way to a node, each once. */
type Path = {
  length: number;
  features: Int32Array;
  /** Share of the training rows that took the path's turns at this feature: what it does while it is unknown. */
  unknown: Float64Array;
  /** 1 when the row takes all of the path's turns at this feature, else 0. */
  known: Float64Array;
};

/** What a leaf adds to each feature of its path. */
function creditLeaf(
  { length, features, unknown, known }: Path,
  value: number,
  contributions: Float64Array,
): void {
  for (const point of POINTS) {
    let product = value / 2;
    for (let at = 0; at < length; at += 1)
      product *= (unknown[at] ?? 0) * (1 - point) + (known[at] ?? 0) * point;
    for (let at = 0; at < length; at += 1) {
      const [before, after] = [unknown[at] ?? 0, known[at] ?? 0];
      const feature = features[at] ?? 0;
      const rest = product / (before * (1 - point) + after * point);
      contributions[feature] = (contributions[feature] ?? 0) + (after - before) * rest;
    }
  }
}

/**
 * What each feature adds to the log-odds of a row: `base` and the contributions sum to it. They are Shapley values, where a
 * feature that is not known yet sends the row both ways, as the training rows went ("path-dependent": Lundberg et al., From
 * local explanations to global understanding with explainable AI for trees, 2020, algorithm 1).
 *
 * A Shapley value is the integral over t from 0 to 1 of the gain of learning the feature when every other is known with
 * probability t (Owen, Multilinear extensions of games, 1972). For one leaf that is a product with a factor for each other
 * feature of its path, a polynomial of at most the third degree, so two points of Gauss and Legendre give it exactly.
 */
export function contributionsOf(
  model: BoostedTrees,
  row: Float64Array,
): { base: number; contributions: Float64Array } {
  const { roots, feature, threshold, left, value } = model.nodes;
  const { cover } = model;
  const contributions = new Float64Array(model.columns);
  const path: Path = {
    length: 0,
    features: new Int32Array(DEPTH_MAX),
    unknown: new Float64Array(DEPTH_MAX),
    known: new Float64Array(DEPTH_MAX),
  };
  const walk = (node: number): void => {
    const asked = feature[node] ?? 0;
    if (asked < 0) {
      creditLeaf(path, value[node] ?? 0, contributions);
      return;
    }
    const first = left[node] ?? 0;
    const taken = first + ((row[asked] ?? 0) > (threshold[node] ?? 0) ? 1 : 0);
    let at = 0;
    while (at < path.length && path.features[at] !== asked) at += 1;
    const isNew = at === path.length;
    if (isNew) {
      path.length += 1;
      path.features[at] = asked;
      path.unknown[at] = 1;
      path.known[at] = 1;
    }
    const [unknown, known] = [path.unknown[at] ?? 0, path.known[at] ?? 0];
    for (const child of [first, first + 1]) {
      path.unknown[at] = unknown * ((cover[child] ?? 0) / (cover[node] ?? 0));
      path.known[at] = child === taken ? known : 0;
      walk(child);
    }
    path.unknown[at] = unknown;
    path.known[at] = known;
    if (isNew) path.length -= 1;
  };
  let base = model.base;
  for (const root of roots) {
    base += value[root] ?? 0;
    walk(root);
  }
  return { base, contributions };
}
