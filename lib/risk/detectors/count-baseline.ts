/** A usual day: how many, and by how much days differ beyond chance (0.09: by 30 %). */
export type CountBaseline = { mean: number; dispersion: number };

/** Gamma prior of the mean, `shape` counts in `days` days, and the dispersion that peers show. */
type CountPrior = { shape: number; days: number; dispersion: number };

const HALF_LIFE_DAYS = 30;
/** Pairs of days that the peers' dispersion is worth. */
const DISPERSION_PRIOR_PAIRS = 28;
/** No shop's days differ by chance alone. */
const LEAST_DISPERSION = 0.01;
const WEEK = 7;

/**
 * The usual count of a day, from day counters, oldest first, each day in its place and none of the last 72 hours: Gamma
 * posterior of the mean (Bayesian Data Analysis, 2.6) with decaying weights; the dispersion from differences
 * between days a week apart, which neither weekdays nor a slow drift can inflate (von Neumann 1941).
 */
export function baselineCount(days: readonly number[], prior: CountPrior): CountBaseline {
  const kept = 0.5 ** (1 / HALF_LIFE_DAYS);
  const sum = { counts: 0, days: 0, pairs: 0, excess: 0, products: 0 };
  for (const [index, count] of days.entries()) {
    for (const key of ['counts', 'days', 'pairs', 'excess', 'products'] as const) sum[key] *= kept;
    sum.counts += count;
    sum.days += 1;
    const weekAgo = days[index - WEEK];
    if (weekAgo === undefined) continue;
    sum.pairs += 1;
    sum.excess += ((count - weekAgo) ** 2 - (count + weekAgo)) / 2;
    sum.products += count * weekAgo;
  }
  const own = sum.products > 0 ? Math.max(0, sum.excess / sum.products) : prior.dispersion;
  const shrunk =
    (sum.pairs * own + DISPERSION_PRIOR_PAIRS * prior.dispersion) / (sum.pairs + DISPERSION_PRIOR_PAIRS);
  return {
    mean: (sum.counts + prior.shape) / (sum.days + prior.days),
    dispersion: Math.max(LEAST_DISPERSION, shrunk),
  };
}
