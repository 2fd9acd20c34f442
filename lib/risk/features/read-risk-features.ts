import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { historyOf, type RiskHistory } from './counts.ts';
import { riskFeaturesOf, type RiskFeatures } from './feature-columns.ts';
import { attemptsOf, type RecentAttempts } from './recent-attempts.ts';
import { paidAndWarnedOf, type PaidAndWarned } from './paid-and-warned.ts';
import { readRiskReading, type RiskMoment, type RiskReadingText } from './risk-reading.ts';
import { standingOf, type RiskStanding } from './standing.ts';

/** Everything that a decision about one account and currency sees. */
export type RiskReading = {
  history: RiskHistory;
  recent: RecentAttempts;
  standing: RiskStanding;
  beside: PaidAndWarned;
  features: RiskFeatures;
};

/** Pure: numbers of what the database said as of a moment. */
export function riskReadingOf(moment: RiskMoment, told: RiskReadingText): RiskReading {
  const seen = {
    history: historyOf(told.counted, moment.at),
    recent: attemptsOf(told.attempts),
    standing: standingOf(told.standing),
    beside: paidAndWarnedOf(told.circumstances),
  };
  return { ...seen, features: riskFeaturesOf(moment, seen) };
}

/**
 * What was known of an account at a moment: only what had happened and had been learned by then, so that the same moment
 * read again years later gives the same numbers.
 */
export async function readRiskFeatures(db: Transaction | Database, moment: RiskMoment): Promise<RiskReading> {
  return riskReadingOf(moment, await readRiskReading(db, moment));
}
