import { amountLimits, type AmountLimits } from '#lib/risk/detectors/amount-limits.ts';
import { PEER_PRIORS } from '#lib/risk/detectors/peer-priors.ts';
import { BASELINE_LAG_HOURS, baselineRate, type RateBaseline } from '#lib/risk/detectors/rate-baseline.ts';
import type { StreamName } from '#lib/risk/detectors/streams.ts';
import { HOUR_MS, STORY_BEGINS_MS, type Attempt } from '../../attacks/history.ts';

/** One stream of one account: when each trial was, when its hit became known (Infinity: never), and what was usual. */
export type Stream = {
  name: StreamName;
  at: Float64Array;
  hitAt: Float64Array;
  baselineAt: (ms: number) => RateBaseline;
};

const DAY_MS = 24 * HOUR_MS;
const LAG_MS = BASELINE_LAG_HOURS * HOUR_MS;
const NEVER = Infinity;
const SAMPLE = 400;

type RateStream = keyof typeof PEER_PRIORS;

type Extract = (attempts: readonly Attempt[], charges: readonly Attempt[]) => Stream;

/** Declined attempts are trials of declines and of nothing else. */
const EXTRACTS: Record<StreamName, Extract> = {
  refunds: (_, charges) =>
    rateStream('refunds', charges, ({ refund }) =>
      refund === null || refund.byPlatform ? NEVER : refund.at,
    ),
  disputes: (_, charges) =>
    rateStream('disputes', charges, ({ warnedAt, disputedAt }) => warnedAt ?? disputedAt ?? NEVER),
  highRisk: (_, charges) =>
    rateStream('highRisk', charges, ({ isHighRisk, at }) => (isHighRisk ? at : NEVER)),
  declines: (attempts) => rateStream('declines', attempts, ({ isDeclined, at }) => (isDeclined ? at : NEVER)),
  newCountries: (_, charges) => {
    const isNew = newCountries(charges);
    return rateStream('newCountries', charges, ({ at }, index) => (isNew[index] === true ? at : NEVER));
  },
  largeAmounts: (_, charges) => amountStream('largeAmounts', charges),
  smallAmounts: (_, charges) => amountStream('smallAmounts', charges),
};

export const STREAMS = Object.keys(EXTRACTS) as StreamName[];

/** The named streams of a history. */
export function streamsOf(attempts: readonly Attempt[], names: readonly StreamName[] = STREAMS): Stream[] {
  const charges = attempts.filter(({ isDeclined }) => !isDeclined);
  return names.map((name) => EXTRACTS[name](attempts, charges));
}

/** A country is new for as long as the lag: then it belongs to what is usual. */
function newCountries(charges: readonly Attempt[]): boolean[] {
  const firstSeen = new Map<number, number>();
  return charges.map(({ country, at }) => {
    const first = firstSeen.get(country) ?? at;
    firstSeen.set(country, first);
    return at - first < LAG_MS;
  });
}

function rateStream(
  name: RateStream,
  trials: readonly Attempt[],
  hitAtOf: (attempt: Attempt, index: number) => number,
): Stream {
  const at = Float64Array.from(trials, (attempt) => attempt.at);
  const hitAt = Float64Array.from(trials, hitAtOf);
  const days = daysOf(at, hitAt);
  const kept = new Map<number, RateBaseline>();
  const baselineAt = (ms: number): RateBaseline => {
    const day = Math.max(0, dayOf(ms - LAG_MS));
    const known = kept.get(day) ?? baselineRate(days.slice(0, day), PEER_PRIORS[name]);
    kept.set(day, known);
    return known;
  };
  return { name, at, hitAt, baselineAt };
}

const dayOf = (ms: number): number => Math.floor((ms - STORY_BEGINS_MS) / DAY_MS);

/** Counters as the app keeps them: a trial on its day, a hit on the day on which it became known. */
function daysOf(at: Float64Array, hitAt: Float64Array): { hits: number; trials: number }[] {
  const last = Math.max(0, dayOf(at.at(-1) ?? STORY_BEGINS_MS));
  const days = Array.from({ length: last + 1 }, () => ({ hits: 0, trials: 0 }));
  for (const ms of at) count(days[dayOf(ms)], 'trials');
  for (const ms of hitAt) if (ms !== NEVER) count(days[dayOf(ms)], 'hits');
  return days;
}

function count(day: { hits: number; trials: number } | undefined, what: 'hits' | 'trials'): void {
  if (day !== undefined) day[what] += 1;
}

/** The limits are taken anew every day of the story that is a multiple of seven, from the charges before the lag. */
function amountStream(name: 'largeAmounts' | 'smallAmounts', charges: readonly Attempt[]): Stream {
  const at = Float64Array.from(charges, (charge) => charge.at);
  const weeks = new Map<number, AmountLimits | null>();
  const limitsAt = (ms: number): AmountLimits | null => {
    const week = Math.floor(dayOf(ms) / 7);
    const known = weeks.get(week);
    if (known !== undefined) return known;
    const end = firstNotBefore(at, STORY_BEGINS_MS + week * 7 * DAY_MS - LAG_MS);
    const sample = charges.slice(Math.max(0, end - SAMPLE), end).map(({ amount }) => amount);
    const days = (at[end - 1] ?? 0) - (at[Math.max(0, end - SAMPLE)] ?? 0);
    const limits = amountLimits(sample, days > 0 ? (sample.length * DAY_MS) / days : 0);
    weeks.set(week, limits);
    return limits;
  };
  const hitAt = Float64Array.from(charges, ({ at: ms, amount }) => {
    const limits = limitsAt(ms);
    if (limits === null) return NEVER;
    return (name === 'largeAmounts' ? amount > limits.high : amount < limits.low) ? ms : NEVER;
  });
  const none = { rate: 0.9, strength: 1, trialsPerDay: 0 };
  return {
    name,
    at,
    hitAt,
    baselineAt: (ms) => limitsAt(ms)?.[name === 'largeAmounts' ? 'above' : 'below'] ?? none,
  };
}

/** Index of the first time that is not before `ms`. */
export function firstNotBefore(at: Float64Array, ms: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? NEVER) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
