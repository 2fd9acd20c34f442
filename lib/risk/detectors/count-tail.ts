import type { CountBaseline } from './count-baseline.ts';
import { logBetaShare } from './log-beta-share.ts';

/** As good as Poisson, and still a negative binomial. */
const LEAST_DISPERSION = 1e-6;

/**
 * Logarithm of the probability of `observed` or more within `hours`, where `mean` are expected in that time. Within a
 * day all hours share that day's factor, so the count is negative binomial of size 1 / dispersion; longer windows
 * average over days. P(X >= k) = I(mean / (mean + size); k, size) (Johnson, Kemp & Kotz, Univariate Discrete
 * Distributions, 5.6).
 */
export function countTail(
  observed: number,
  hours: number,
  { mean, dispersion }: CountBaseline,
): { logTail: number } {
  if (observed <= 0) return { logTail: 0 };
  if (mean <= 0) return { logTail: -Infinity };
  const size = Math.max(1, hours / 24) / Math.max(dispersion, LEAST_DISPERSION);
  return { logTail: logBetaShare(mean / (mean + size), observed, size) };
}
