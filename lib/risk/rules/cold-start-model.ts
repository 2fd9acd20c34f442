import { RISK_FEATURES } from '../features/feature-columns.ts';
import type { Logistic } from '../models/logistic.ts';

type FeatureName = keyof typeof RISK_FEATURES;

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

export const FEATURE_NAMES = Object.keys(RISK_FEATURES) as FeatureName[]; // of this very object

export const COLD_START_MODEL: Logistic = {
  kind: 'logistic',
  columns: FEATURE_NAMES.length,
  base: BASE,
  center: Float64Array.from(FEATURE_NAMES, (name) => CHOSEN[name]?.center ?? 0),
  slope: Float64Array.from(FEATURE_NAMES, (name) => CHOSEN[name]?.slope ?? 0),
};
