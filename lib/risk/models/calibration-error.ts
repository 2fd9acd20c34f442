import { byScoreDescending } from './ranking.ts';

const GROUPS = 10;

type Decile = { rows: number; predicted: number; observed: number };

/**
 * Rows in ten groups of equal size, from the highest probability to the lowest: the mean that was predicted and the share
 * that came true. `error` is the mean distance of the two, by rows: the expected calibration error over deciles. (Naeini,
 * Cooper, Hauskrecht, 2015.)
 */
export function calibrationByDecile(
  probabilities: Float64Array,
  hits: Uint8Array,
): { error: number; deciles: Decile[] } {
  const order = byScoreDescending(probabilities);
  const deciles = Array.from({ length: GROUPS }, (_, group) => {
    const rows = order.subarray(
      Math.floor((group * order.length) / GROUPS),
      Math.floor(((group + 1) * order.length) / GROUPS),
    );
    let predicted = 0;
    let observed = 0;
    for (const row of rows) {
      predicted += probabilities[row] ?? 0;
      observed += hits[row] ?? 0;
    }
    return { rows: rows.length, predicted: predicted / rows.length, observed: observed / rows.length };
  }).filter(({ rows }) => rows > 0);
  const error = deciles.reduce(
    (sum, { rows, predicted, observed }) => sum + rows * Math.abs(predicted - observed),
    0,
  );
  return { error: error / order.length, deciles };
}
