const GROUPS = 10;

/** Half a row in every group, so that a group that one side lacks does not make the index infinite. */
const EMPTY = 0.5;

/**
 * How far a feature's values have moved from those of the training: the population stability index over the deciles of
 * the training, the sum of (actual - expected) ln(actual / expected) of the shares. Below .1 is calm, above .2 is drift.
 * (Siddiqi, Credit risk scorecards, 2006.)
 */
export function populationStability(expected: Float64Array, actual: Float64Array): number {
  const sorted = expected.toSorted();
  const borders = Array.from(
    { length: GROUPS - 1 },
    (_, group) => sorted[Math.floor(((group + 1) * sorted.length) / GROUPS)] ?? 0,
  );
  const distinct = [...new Set(borders)];
  const shares = (values: Float64Array): number[] => {
    const counts = new Array<number>(distinct.length + 1).fill(EMPTY);
    for (const value of values) {
      const above = distinct.findIndex((border) => value < border);
      const group = above < 0 ? distinct.length : above;
      counts[group] = (counts[group] ?? 0) + 1;
    }
    return counts.map((count) => count / (values.length + EMPTY * counts.length));
  };
  const [before, now] = [shares(expected), shares(actual)];
  return before.reduce((sum, share, group) => {
    const other = now[group] ?? 0;
    return sum + (other - share) * Math.log(other / share);
  }, 0);
}
