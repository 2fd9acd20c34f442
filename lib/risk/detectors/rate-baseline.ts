/** What is usual for an account: a share, how many trials it is worth, and how many trials a usual day has. */
export type RateBaseline = { rate: number; strength: number; trialsPerDay: number };

type DayOfTrials = { hits: number; trials: number };
type BetaPrior = { alpha: number; beta: number };

/** Whoever reads days for a baseline reads none younger than this: an attack must not become its own measure. */
export const BASELINE_LAG_HOURS = 72;

/** Half of a day's weight is gone after a month, so that a baseline follows a season. */
const HALF_LIFE_DAYS = 30;
/** A second memory, slow and two months behind: a patient attack would have to feed it for most of a year. */
const ANCHOR_HALF_LIFE_DAYS = 180;
const ANCHOR_LAG_DAYS = 60;
/** How far the quick memory may stand above the slow one, once that has seen enough to hold it back. */
const MOST_ABOVE_ANCHOR = 1.25;
const FEWEST_ANCHOR_TRIALS = 200;

/**
 * The usual rate of an account from its day counters, oldest first, each day in its place (a day without trials is a
 * row of zeros) and none of the last 72 hours. A Beta prior, from the account's peers, is worth alpha + beta trials
 * and so decides alone for a new account (Gelman and others, Bayesian Data Analysis, 2.4).
 */
export function baselineRate(days: readonly DayOfTrials[], prior: BetaPrior): RateBaseline {
  const quick = decayed(days, HALF_LIFE_DAYS);
  const slow = decayed(days.slice(0, -ANCHOR_LAG_DAYS), ANCHOR_HALF_LIFE_DAYS);
  const anchor = slow.trials < FEWEST_ANCHOR_TRIALS ? Infinity : MOST_ABOVE_ANCHOR * shrunk(slow, prior);
  return {
    rate: Math.min(shrunk(quick, prior), anchor),
    strength: quick.trials + prior.alpha + prior.beta,
    trialsPerDay: quick.days === 0 ? 0 : quick.trials / quick.days,
  };
}

function decayed(days: readonly DayOfTrials[], halfLife: number): DayOfTrials & { days: number } {
  const kept = 0.5 ** (1 / halfLife);
  const sum = { hits: 0, trials: 0, days: 0 };
  for (const { hits, trials } of days) {
    sum.hits = sum.hits * kept + hits;
    sum.trials = sum.trials * kept + trials;
    sum.days = sum.days * kept + 1;
  }
  return sum;
}

function shrunk({ hits, trials }: DayOfTrials, { alpha, beta }: BetaPrior): number {
  return (hits + alpha) / (trials + alpha + beta);
}
