/** Rows from the highest score to the lowest. */
export function byScoreDescending(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}

/** For each group of equal scores, from the highest: hits and rows down to and with it. */
function* steps(scores: Float64Array, hits: ArrayLike<number>): Generator<{ hits: number; rows: number }> {
  const order = byScoreDescending(scores);
  let found = 0;
  for (const [index, row] of order.entries()) {
    found += (hits[row] ?? 0) > 0 ? 1 : 0;
    const next = order[index + 1];
    if (next === undefined || scores[next] !== scores[row]) yield { hits: found, rows: index + 1 };
  }
}

/**
 * Chance that a hit scores above a miss, ties counted half: the area under the curve of hits found against misses
 * looked at. NaN without both.
 */
export function auroc(scores: Float64Array, hits: ArrayLike<number>): number {
  let area = 0;
  let before = { hits: 0, rows: 0 };
  for (const step of steps(scores, hits)) {
    const misses = step.rows - step.hits - (before.rows - before.hits);
    area += misses * (before.hits + (step.hits - before.hits) / 2);
    before = step;
  }
  return area / (before.hits * (before.rows - before.hits));
}

/** Mean precision at each hit, groups of equal scores taken whole (no interpolation). NaN without a hit. */
export function averagePrecision(scores: Float64Array, hits: ArrayLike<number>): number {
  let sum = 0;
  let before = 0;
  for (const step of steps(scores, hits)) {
    sum += (step.hits - before) * (step.hits / step.rows);
    before = step.hits;
  }
  return sum / before;
}
