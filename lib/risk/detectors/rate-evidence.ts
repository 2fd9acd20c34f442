import { logBeta } from './log-gamma.ts';
import type { RateBaseline } from './rate-baseline.ts';

/** The window whose hits are hardest to believe from what is usual. */
export type RateEvidence = {
  /** Log-likelihood ratio in nats, with the advantage of long windows; 0 when no window stands out. */
  statistic: number;
  /** Charges in the window, and where it begins in the outcomes: the alarm's "since". */
  window: number;
  since: number;
  observed: number;
  expected: number;
};

const SMALLEST_WINDOW = 8;
export const LARGEST_WINDOW = 512;
/** Fewer hits say nothing, however rare they are: two disputes of a new shop are two customers. */
const FEWEST_HITS = 3;
/** An honest rate may stand this far above its baseline: fashions, seasons, a bad batch. */
const HONEST_DRIFT = 1.25;
/** Above this many trials a baseline gets no surer: the rate itself moves. */
const MOST_STRENGTH = 2_000;
const HIGHEST_RATE = 0.9;
/** What an attack is taken to be at most, in times of the usual: a run of luck in a few charges weighs no more. */
const MOST_TIMES_USUAL = 7;
/** A year holds fewer separate long windows than short ones, so the long ones have less luck to be guarded against. */
const PER_LOG_WINDOW = 0.6;

/**
 * Generalised likelihood ratio over all windows of the newest 8 to 512 outcomes (newest last): the best constant rate
 * up to seven times the usual against the baseline with its allowance (Lorden 1971; Lai 1995 for windows), with an
 * advantage for long windows (as in Walther 2010 for scans). The null is beta-binomial instead of binomial, so that a
 * baseline of few trials is doubted as much as it deserves. The best window begins at a hit: only those are tried.
 */
export function rateEvidence(outcomes: Uint8Array, baseline: RateBaseline): RateEvidence {
  const rate = Math.min(baseline.rate * HONEST_DRIFT, HIGHEST_RATE);
  const strength = Math.min(baseline.strength, MOST_STRENGTH);
  const hits = rate * strength;
  const normaliser = logBeta(hits, strength - hits);
  const newest = outcomes.length;
  const oldest = Math.max(0, newest - LARGEST_WINDOW);
  const best = { statistic: 0, window: 0, observed: 0 };
  let observed = 0;
  for (let since = newest - 1; since >= oldest; since -= 1) {
    if (outcomes[since] !== 1) continue;
    observed += 1;
    const window = Math.max(newest - since, SMALLEST_WINDOW);
    if (observed < FEWEST_HITS || window > newest || observed <= rate * window) continue;
    const missed = window - observed;
    const alternative = Math.min(observed / window, MOST_TIMES_USUAL * baseline.rate);
    const statistic =
      logLikelihood(alternative, observed, missed) -
      logBeta(hits + observed, strength - hits + missed) +
      normaliser +
      PER_LOG_WINDOW * Math.log(window / SMALLEST_WINDOW);
    if (statistic > best.statistic) Object.assign(best, { statistic, window, observed });
  }
  return { ...best, since: newest - best.window, expected: best.window * baseline.rate };
}

/** The logarithm of the probability of the outcomes of a window if the rate were `rate`. */
function logLikelihood(rate: number, observed: number, missed: number): number {
  return observed * Math.log(rate) + (missed === 0 ? 0 : missed * Math.log1p(-rate));
}
