import { fitLogistic } from './fit-logistic.ts';
import type { Logistic } from './logistic.ts';

/**
 * A regression with one column, the log-odds of a model, that turns them into log-odds that are true of rows the model has
 * not learned from. Targets stand a little off 0 and 1, so that few rows cannot claim certainty. (Platt, Probabilities for
 * SV machines, 1999, with his targets; the fit is Newton's as Lin, Lin and Weng advise, 2007.)
 */
export function fitCalibration(logOdds: Float64Array, hits: Uint8Array, weights: Float64Array): Logistic {
  const found = hits.reduce((sum, hit) => sum + hit, 0);
  const missed = hits.length - found;
  const targets = Float64Array.from(hits, (hit) =>
    hit === 1 ? (found + 1) / (found + 2) : 1 / (missed + 2),
  );
  return fitLogistic({ x: logOdds, rows: logOdds.length, columns: 1, targets, weights }, { ridge: 0 });
}
