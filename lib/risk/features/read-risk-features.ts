import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { readRiskHistory, type RiskHistory, type RiskMoment } from './counts.ts';
import { riskFeaturesOf, type RiskFeatures } from './feature-columns.ts';
import { readRecentAttempts, type RecentAttempt } from './recent-attempts.ts';
import { readRiskStanding, type RiskStanding } from './standing.ts';

/** Everything that a decision about one account and currency sees. */
export type RiskReading = {
  history: RiskHistory;
  /** Oldest first. */
  recent: RecentAttempt[];
  standing: RiskStanding;
  features: RiskFeatures;
};

/**
 * What was known of an account at a moment: only what had happened and had been learned by then, so that the same moment
 * read again years later gives the same numbers.
 */
export async function readRiskFeatures(db: Transaction | Database, moment: RiskMoment): Promise<RiskReading> {
  const history = await readRiskHistory(db, moment);
  const recent = await readRecentAttempts(db, moment);
  const standing = await readRiskStanding(db, moment);
  return { history, recent, standing, features: riskFeaturesOf(moment, { history, recent, standing }) };
}
