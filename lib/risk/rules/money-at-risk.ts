import type { RiskCounts, RiskHistory } from '../features/counts.ts';
import { ATTEMPT_SIGNS, type RecentAttempts } from '../features/recent-attempts.ts';
import type { StreamFinding } from './stream-findings.ts';

/**
 * Of money that was charged so many days ago, how much in a thousand can still come back by refunds and disputes when a seller
 * turns bad. Card networks allow 120 days for most disputes; most of what comes back does so in the first weeks.
 */
const RUN_OFF: readonly (readonly [days: number, permille: bigint])[] = [
  [7, 1_000n],
  [14, 900n],
  [30, 700n],
  [60, 400n],
  [90, 200n],
  [120, 50n],
];
const LAG_DAYS = 3;
const MONTH_DAYS = 30;

export function runOffPermille(days: number): bigint {
  return RUN_OFF.find(([upTo]) => days <= upTo)?.[1] ?? 0n;
}

/** Minor units that can still come back: what was charged by day, less what came back already, along the run-off curve. */
export function runOff({ windows, baselineDays }: RiskHistory): bigint {
  const kept = ({ chargeAmount, refundAmount, disputeAmount }: RiskCounts): bigint => {
    const left = chargeAmount - refundAmount - disputeAmount;
    return left > 0n ? left : 0n;
  };
  const older = baselineDays
    .map((day, index) => (kept(day) * runOffPermille(LAG_DAYS + baselineDays.length - index)) / 1_000n)
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
