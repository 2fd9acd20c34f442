import { amountLimits } from '../detectors/amount-limits.ts';
import { PEER_PRIORS } from '../detectors/peer-priors.ts';
import { rateAlarm } from '../detectors/rate-alarm.ts';
import { BASELINE_LAG_HOURS, baselineRate, type RateBaseline } from '../detectors/rate-baseline.ts';
import { rateEvidence } from '../detectors/rate-evidence.ts';
import type { StreamName } from '../detectors/streams.ts';
import { isFromNewCountry } from '../features/attempt-shapes.ts';
import type { RiskCounts, RiskHistory } from '../features/counts.ts';
import { ATTEMPT_SIGNS, type RecentAttempts } from '../features/recent-attempts.ts';

/** What one sequential test says, as it is kept with a decision. */
export type StreamFinding = {
  readonly stream: StreamName;
  /** Nats of evidence, and what an alarm takes. */
  readonly statistic: number;
  readonly threshold: number;
  readonly isAlarm: boolean;
  readonly window: number;
  readonly observed: number;
  readonly expected: number;
  /** ISO instant of the window's first trial; null when no window stands out. */
  readonly since: string | null;
  /** Further trials without a hit after which an alarm is calm; null without one. */
  readonly cleanUntilCalm: number | null;
};

/** An alarm is over when its evidence has fallen to this share of the threshold: what is at its edge does not come and go. */
export const CALM_SHARE = 0.5;

const LAG_MS = BASELINE_LAG_HOURS * 3_600_000;
const DAY_MS = 86_400_000;
/** As many amounts as the calibration took. */
const AMOUNTS_MAX = 400;
/** No window is longer, so that after as many clean trials nothing stands out. */
const LARGEST_WINDOW = 512;

type Given = {
  readonly history: RiskHistory;
  readonly recent: RecentAttempts;
  readonly at: Date;
  /** A person has looked at what happened until then: it is no evidence any more. */
  readonly lookedAt: Date | null;
};

/** Whether the attempt of a place is a hit. */
type IsHit = (index: number) => boolean;

/** Every stream of an account that can be judged, in the order in which they are named. */
export function streamFindings(given: Given): StreamFinding[] {
  const { history, recent } = given;
  const { signs, refundedAt } = recent;
  const has =
    (sign: number): IsHit =>
    (index) =>
      ((signs[index] ?? 0) & sign) !== 0;
  const isDecline = has(ATTEMPT_SIGNS.isDecline);
  const attempts = new Uint16Array(recent.length);
  for (let index = 0; index < attempts.length; index += 1) attempts[index] = index;
  const charges = attempts.filter((index) => !isDecline(index));
  const usual = usualRates(history);
  return [
    found('refunds', charges, (index) => !Number.isNaN(refundedAt[index]), usual.refunds, given),
    found('disputes', charges, has(ATTEMPT_SIGNS.isDisputed), usual.disputes, given),
    found('highRisk', attempts, has(ATTEMPT_SIGNS.isHighRisk), usual.highRisk, given),
    found('declines', attempts, isDecline, usual.declines, given),
    found(
      'newCountries',
      charges,
      (index) => isFromNewCountry(recent, index, history),
      usualNewCountries(charges, usual, given),
      given,
    ),
    ...amountFindings(charges, usual, given),
  ];
}

/** How many of some attempts, oldest first, are older than a moment. */
function countBefore(trials: Uint16Array, { at }: RecentAttempts, moment: number): number {
  const first = trials.findIndex((index) => (at[index] ?? 0) >= moment);
  return first < 0 ? trials.length : first;
}

type Usual = Record<'refunds' | 'disputes' | 'highRisk' | 'declines', RateBaseline>;

function usualRates({ baselineDays }: RiskHistory): Usual {
  const rate = (
    name: keyof Usual,
    hits: (day: RiskCounts) => number,
    trials: (day: RiskCounts) => number,
  ): RateBaseline =>
    baselineRate(
      // A refund is counted on its own day, which may have fewer charges than that.
      baselineDays.map((day) => ({ hits: hits(day), trials: Math.max(trials(day), hits(day)) })),
      PEER_PRIORS[name],
    );
  const charges = (day: RiskCounts): number => day.charges;
  const attempts = (day: RiskCounts): number => day.charges + day.declines;
  return {
    refunds: rate('refunds', (day) => day.refunds, charges),
    disputes: rate('disputes', (day) => day.disputes, charges),
    highRisk: rate('highRisk', (day) => day.highRisk, attempts),
    declines: rate('declines', (day) => day.declines, attempts),
  };
}

/** No counter knows new countries, so what is usual comes from the newest charges that are older than the lag. */
function usualNewCountries(
  charges: Uint16Array,
  { refunds: { trialsPerDay } }: Usual,
  { history, recent, at }: Given,
): RateBaseline {
  const trials = countBefore(charges, recent, at.getTime() - LAG_MS);
  let hits = 0;
  for (let place = 0; place < trials; place += 1)
    if (isFromNewCountry(recent, charges[place] ?? 0, history)) hits += 1;
  return { ...baselineRate([{ hits, trials }], PEER_PRIORS.newCountries), trialsPerDay };
}

function amountFindings(
  charges: Uint16Array,
  { refunds: { trialsPerDay } }: Usual,
  given: Given,
): StreamFinding[] {
  const { recent, at } = given;
  const amountAt = (index: number): bigint => recent.amount[index] ?? 0n;
  const older = countBefore(charges, recent, at.getTime() - LAG_MS);
  const sample = charges.subarray(Math.max(0, older - AMOUNTS_MAX), older);
  const amounts = new BigInt64Array(sample.length);
  for (let place = 0; place < amounts.length; place += 1) amounts[place] = amountAt(sample[place] ?? 0);
  const limits = amountLimits(amounts, trialsPerDay);
  if (limits === null) return [];
  const newer = charges.subarray(older);
  return [
    found('largeAmounts', newer, (index) => amountAt(index) > limits.high, limits.above, given),
    found('smallAmounts', newer, (index) => amountAt(index) < limits.low, limits.below, given),
  ];
}

/** @param trials places of attempts, oldest first, so that what nobody has looked at is their end */
function found(
  stream: StreamName,
  trials: Uint16Array,
  isHit: IsHit,
  baseline: RateBaseline,
  { recent, lookedAt }: Given,
): StreamFinding {
  const unseen =
    lookedAt === null ? trials : trials.subarray(countBefore(trials, recent, lookedAt.getTime() + 1));
  const outcomes = new Uint8Array(unseen.length);
  for (let place = 0; place < outcomes.length; place += 1) if (isHit(unseen[place] ?? 0)) outcomes[place] = 1;
  const { statistic, threshold, isAlarm, window, observed, expected, since } = rateAlarm(
    outcomes,
    baseline,
    stream,
  );
  const first = window === 0 ? undefined : unseen[since];
  return {
    stream,
    statistic,
    threshold,
    isAlarm,
    window,
    observed,
    expected,
    since: first === undefined ? null : new Date(recent.at[first] ?? 0).toISOString(),
    cleanUntilCalm: isAlarm ? cleanUntilCalm(outcomes, baseline, CALM_SHARE * threshold) : null,
  };
}

/** Evidence only falls while nothing more is hit, so the number is found by halving. */
function cleanUntilCalm(outcomes: Uint8Array, baseline: RateBaseline, calm: number): number {
  const after = (clean: number): number => {
    const longer = new Uint8Array(outcomes.length + clean);
    longer.set(outcomes);
    return rateEvidence(longer, baseline).statistic;
  };
  let least = 1;
  let most = LARGEST_WINDOW;
  while (least < most) {
    const middle = (least + most) >> 1;
    if (after(middle) < calm) most = middle;
    else least = middle + 1;
  }
  return least;
}

/** Days between the first of some attempts and a moment. */
export function daysSince(since: Date | null, at: Date): number | null {
  return since === null ? null : Math.max(0, at.getTime() - since.getTime()) / DAY_MS;
}
