import type { RiskWindow } from './counts.ts';
import { dateOf, type RiskReadingText } from './risk-reading.ts';

/** What stands beside the counters of an account and currency: payouts, and warnings, which name no currency. */
export type PaidAndWarned = {
  /** Early fraud warnings of the whole account; a window goes back from the moment and knows no whole hours. */
  readonly warnings: Readonly<Record<RiskWindow, number>>;
  /** Of the last 30 days, whatever became of them; at most the newest 64. */
  readonly payouts: {
    /** Of 120 days; null where there was none. */
    readonly lastAt: Date | null;
    readonly count: number;
    readonly amount: bigint;
    readonly instant: number;
  };
};

/** Pure: as the database told it. */
export function paidAndWarnedOf({ warnings, payouts }: RiskReadingText['circumstances']): PaidAndWarned {
  const [hour, day, week, month] = warnings;
  const [lastAt, count, amount, instant] = payouts;
  return {
    warnings: { '1h': hour, '24h': day, '7d': week, '30d': month },
    payouts: { lastAt: dateOf(lastAt), count, amount: BigInt(amount), instant },
  };
}
