import type { RiskCounts, RiskHistory } from '../features/counts.ts';
import { ATTEMPT_SIGNS, type RecentAttempts } from '../features/recent-attempts.ts';
import type { StreamFinding } from './stream-findings.ts';

/**
 * Of money that was charged so many days ago, how much in a thousand can still come back by refunds or disputes when a seller turns bad,
 * as it was chosen by hand. Card networks allow 120 days for most disputes; most of what comes back does so in the first weeks.
 */
const CHOSEN: readonly (readonly [days: number, permille: number])[] = [
  [7, 1_000],
  [14, 900],
  [30, 700],
  [60, 400],
  [90, 200],
  [120, 50],
];
/** Nobody looks at older money. */
export const RUN_OFF_DAYS = 120;
const LAG_DAYS = 3;
const MONTH_DAYS = 30;

/** Permille by age in days, from 0 to `RUN_OFF_DAYS`: never rising, everything at first. */
export type RunOffCurve = readonly number[];

/** Two ways on which money comes back, each by its own curve. `hash`: of a curve that was estimated; null for the one chosen by hand. */
export type RunOffCurves = {
  readonly hash: string | null;
  readonly refunds: RunOffCurve;
  readonly disputes: RunOffCurve;
};

/** What decides where nothing was estimated, and what every estimate is drawn towards. */
export const CHOSEN_CURVE: RunOffCurve = Array.from(
  { length: RUN_OFF_DAYS + 1 },
  (_, days) => CHOSEN.find(([upTo]) => days <= upTo)?.[1] ?? 0,
);
export const CHOSEN_CURVES: RunOffCurves = { hash: null, refunds: CHOSEN_CURVE, disputes: CHOSEN_CURVE };

/**
 * How much in a thousand can still come back of money that is so many days old. What was given back cannot be disputed as well, and
 * nobody knows on which way a seller who turns bad will lose it: the way that is open wider counts, and never both.
 */
export function runOffPermille(days: number, { refunds, disputes }: RunOffCurves): bigint {
  return BigInt(Math.max(refunds[days] ?? 0, disputes[days] ?? 0));
}

/** Minor units that can still come back: what was charged by day, less what came back already, along the run-off curves. */
export function runOff({ windows, baselineDays }: RiskHistory, curves: RunOffCurves): bigint {
  const kept = ({ chargeAmount, refundAmount, disputeAmount }: RiskCounts): bigint => {
    const left = chargeAmount - refundAmount - disputeAmount;
    return left > 0n ? left : 0n;
  };
  const older = baselineDays
    .map(
      (day, index) => (kept(day) * runOffPermille(LAG_DAYS + baselineDays.length - index, curves)) / 1_000n,
    )
    .reduce((sum, part) => sum + part, 0n);
  const ofMonth = baselineDays.slice(-(MONTH_DAYS - LAG_DAYS)).reduce((sum, day) => sum + kept(day), 0n);
  const newest = kept(windows['30d']) - ofMonth;
  return older + (newest > 0n ? newest : 0n);
}

/** Minor units of payments that somebody tried stolen cards with: what is high risk since the refusals began and was not given back. */
export function attackAmount(
  { length, at, amount, signs, refundedAt }: RecentAttempts,
  declines: StreamFinding | undefined,
): bigint {
  if (declines?.since == null) return 0n;
  const since = Date.parse(declines.since);
  let sum = 0n;
  for (let index = 0; index < length; index += 1) {
    const sign = (signs[index] ?? 0) & (ATTEMPT_SIGNS.isDecline | ATTEMPT_SIGNS.isHighRisk);
    const isKept = Number.isNaN(refundedAt[index]);
    if (sign === ATTEMPT_SIGNS.isHighRisk && isKept && (at[index] ?? 0) >= since) sum += amount[index] ?? 0n;
  }
  return sum;
}
