import type { CountBaseline } from './count-baseline.ts';
import { countTail } from './count-tail.ts';

/**
 * How unusual the newest hours were. A soft signal: it has no threshold and cannot say that it is an alarm, because
 * three times the usual volume cannot be told from an honest good day at any bearable rate of false pauses.
 */
export type VelocitySignal = { hours: number; observed: number; expected: number; logTail: number };

export const HOURS_OF_WEEK = 168;
const WINDOWS_HOURS = [1, 2, 4, 8, 12, 24, 48] as const;
/** Counts in each hour of the week that an even week is worth, until the account has shown its own. */
const EVEN_WEEK_COUNTS = 10;

/** Weights of the hours of the week, of mean 1, from counts of each (any number of weeks), shrunk to an even week. */
export function weekProfile(counts: Float64Array): Float64Array {
  const mean = counts.reduce((sum, count) => sum + count, 0) / HOURS_OF_WEEK;
  return counts.map((count) => (count + EVEN_WEEK_COUNTS) / (mean + EVEN_WEEK_COUNTS));
}

/**
 * The window of 1 to 48 hours with the least probable count. `hourly` is newest last, whole hours; `hourOfWeek` is that
 * of the newest; the baseline's mean is that of a day.
 */
export function velocitySignal(
  hourly: Uint32Array,
  hourOfWeek: number,
  baseline: CountBaseline,
  profile: Float64Array,
): VelocitySignal {
  const none: VelocitySignal = { hours: 0, observed: 0, expected: 0, logTail: 0 };
  return WINDOWS_HOURS.filter((hours) => hours <= hourly.length)
    .map((hours) => windowOf(hours, hourly, hourOfWeek, baseline, profile))
    .reduce((worst, one) => (one.logTail < worst.logTail ? one : worst), none);
}

function windowOf(
  hours: number,
  hourly: Uint32Array,
  hourOfWeek: number,
  { mean, dispersion }: CountBaseline,
  profile: Float64Array,
): VelocitySignal {
  let observed = 0;
  let expected = 0;
  for (let ago = 0; ago < hours; ago += 1) {
    observed += hourly[hourly.length - 1 - ago] ?? 0;
    const hour = (((hourOfWeek - ago) % HOURS_OF_WEEK) + HOURS_OF_WEEK) % HOURS_OF_WEEK;
    expected += (mean / 24) * (profile[hour] ?? 1);
  }
  return { hours, observed, expected, ...countTail(observed, hours, { mean: expected, dispersion }) };
}
