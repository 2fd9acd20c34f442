import type { RiskWindow } from './counts.ts';
import { ATTEMPT_SIGNS, type RecentAttempts } from './recent-attempts.ts';

/** Minor units of the largest charge of each window, among the recent payments; nothing where there is none. */
export type LargestCharges = Readonly<Record<RiskWindow, bigint>>;

const HOUR_MS = 3_600_000;
const LENGTH_MS: Record<RiskWindow, number> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
};

/** Of attempts oldest first, in one walk from their end; what was declined is no charge. */
export function largestCharges({ length, at, amount, signs }: RecentAttempts, moment: Date): LargestCharges {
  const largest: Record<RiskWindow, bigint> = { '1h': 0n, '24h': 0n, '7d': 0n, '30d': 0n };
  const windows = Object.keys(LENGTH_MS) as RiskWindow[]; // of this very object
  let most = 0n;
  let index = length - 1;
  // The shortest first: a longer one goes on where it ended.
  for (const window of windows) {
    const from = moment.getTime() - LENGTH_MS[window];
    for (; index >= 0 && (at[index] ?? 0) > from; index -= 1) {
      const isCharge = ((signs[index] ?? 0) & ATTEMPT_SIGNS.isDecline) === 0;
      const minorUnits = amount[index] ?? 0n;
      if (isCharge && minorUnits > most) most = minorUnits;
    }
    largest[window] = most;
  }
  return largest;
}
