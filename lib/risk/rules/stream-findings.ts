import { amountLimits } from '../detectors/amount-limits.ts';
import { PEER_PRIORS } from '../detectors/peer-priors.ts';
import { rateAlarm } from '../detectors/rate-alarm.ts';
import { BASELINE_LAG_HOURS, baselineRate, type RateBaseline } from '../detectors/rate-baseline.ts';
import { rateEvidence } from '../detectors/rate-evidence.ts';
import type { StreamName } from '../detectors/streams.ts';
import { isFromNewCountry } from '../features/attempt-shapes.ts';
import type { RiskCounts, RiskHistory } from '../features/counts.ts';
import type { RecentAttempt } from '../features/recent-attempts.ts';

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

type Trial = { readonly occurredAt: Date; readonly isHit: boolean };

type Given = {
  readonly history: RiskHistory;
  /** Oldest first. */
  readonly recent: readonly RecentAttempt[];
  readonly at: Date;
  /** A person has looked at what happened until then: it is no evidence any more. */
  readonly lookedAt: Date | null;
};

/** Every stream of an account that can be judged, in the order in which they are named. */
export function streamFindings(given: Given): StreamFinding[] {
  const { history, recent } = given;
  const charges = recent.filter(({ isDecline }) => !isDecline);
  const usual = usualRates(history);
  const trialsOf = (of: readonly RecentAttempt[], isHit: (attempt: RecentAttempt) => boolean): Trial[] =>
    of.map((attempt) => ({ occurredAt: attempt.occurredAt, isHit: isHit(attempt) }));
  const isNew = (attempt: RecentAttempt): boolean => isFromNewCountry(attempt, history);
  return [
    found(
      'refunds',
      trialsOf(charges, ({ refundedAt }) => refundedAt !== null),
      usual.refunds,
      given,
    ),
    found(
      'disputes',
      trialsOf(charges, ({ isDisputed }) => isDisputed),
      usual.disputes,
      given,
    ),
    found(
      'highRisk',
      trialsOf(recent, ({ isHighRisk }) => isHighRisk),
      usual.highRisk,
      given,
    ),
    found(
      'declines',
      trialsOf(recent, ({ isDecline }) => isDecline),
      usual.declines,
      given,
    ),
    found('newCountries', trialsOf(charges, isNew), usualNewCountries(charges, usual, given), given),
    ...amountFindings(charges, usual, given),
  ];
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
  charges: readonly RecentAttempt[],
  { refunds: { trialsPerDay } }: Usual,
  { history, at }: Given,
): RateBaseline {
  const older = charges.filter(({ occurredAt }) => at.getTime() - occurredAt.getTime() > LAG_MS);
  const hits = older.filter((attempt) => isFromNewCountry(attempt, history)).length;
  return { ...baselineRate([{ hits, trials: older.length }], PEER_PRIORS.newCountries), trialsPerDay };
}

function amountFindings(
  charges: readonly RecentAttempt[],
  { refunds: { trialsPerDay } }: Usual,
  given: Given,
): StreamFinding[] {
  const isOlder = ({ occurredAt }: RecentAttempt): boolean =>
    given.at.getTime() - occurredAt.getTime() > LAG_MS;
  const sample = charges.filter(isOlder).slice(-AMOUNTS_MAX);
  const limits = amountLimits(
    sample.map(({ amount }) => amount),
    trialsPerDay,
  );
  if (limits === null) return [];
  const newer = charges.filter((charge) => !isOlder(charge));
  const trials = (isHit: (amount: bigint) => boolean): Trial[] =>
    newer.map(({ occurredAt, amount }) => ({ occurredAt, isHit: isHit(amount) }));
  return [
    found(
      'largeAmounts',
      trials((amount) => amount > limits.high),
      limits.above,
      given,
    ),
    found(
      'smallAmounts',
      trials((amount) => amount < limits.low),
      limits.below,
      given,
    ),
  ];
}

function found(
  stream: StreamName,
  trials: readonly Trial[],
  baseline: RateBaseline,
  { lookedAt }: Given,
): StreamFinding {
  const unseen = trials.filter(
    ({ occurredAt }) => lookedAt === null || occurredAt.getTime() > lookedAt.getTime(),
  );
  const outcomes = Uint8Array.from(unseen, ({ isHit }) => Number(isHit));
  const { statistic, threshold, isAlarm, window, observed, expected, since } = rateAlarm(
    outcomes,
    baseline,
    stream,
  );
  return {
    stream,
    statistic,
    threshold,
    isAlarm,
    window,
    observed,
    expected,
    since: window === 0 ? null : (unseen[since]?.occurredAt.toISOString() ?? null),
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
