import type { Logistic } from '../models/logistic.ts';
import { FEATURE_NAMES, type FeatureName } from './feature-names.ts';

/** Log-odds of a decision about which nothing is known: 25 in 10,000. */
const BASE = -6;

/**
 * What stands in for a trained model until there is one that two people have promoted: a regression whose few coefficients were
 * chosen by hand, from what is known of card fraud and not from data. Together they add at most about four to the log-odds, so that
 * they alone can raise a flag and never keep money. Ratios are logarithms (0.7 is twice the usual), shares are from 0 to 1.
 */
const CHOSEN: Partial<Record<FeatureName, { center: number; slope: number }>> = {
  refund_ratio_7d: { center: 0, slope: 0.5 },
  dispute_ratio_7d: { center: 0, slope: 0.6 },
  decline_ratio_24h: { center: 0, slope: 0.3 },
  high_risk_ratio_24h: { center: 0, slope: 0.3 },
  refund_within_hour_share: { center: 0.01, slope: 0.8 },
  card_elsewhere_share: { center: 0.05, slope: 0.5 },
  repeated_amount_share: { center: 0.1, slope: 0.3 },
  // Fraud prefers the young; 5 is the logarithm of about 150 days.
  account_age: { center: 5, slope: -0.15 },
};

/** What there was to choose from, so that its hash stays the one of the decisions that were made by it. */
export const COLD_START_FEATURES: readonly FeatureName[] = FEATURE_NAMES.slice(
  0,
  FEATURE_NAMES.indexOf('destination_shared') + 1,
);

export const COLD_START_MODEL: Logistic = {
  kind: 'logistic',
  columns: COLD_START_FEATURES.length,
  base: BASE,
  center: Float64Array.from(COLD_START_FEATURES, (name) => CHOSEN[name]?.center ?? 0),
  slope: Float64Array.from(COLD_START_FEATURES, (name) => CHOSEN[name]?.slope ?? 0),
};
