/**
 * What peers usually look like, as Beta priors worth 50 to 200 trials; a platform's own figures are to take their place. The
 * thresholds in calibration.ts were found with these.
 */
export const PEER_PRIORS = {
  refunds: { alpha: 2, beta: 48 },
  disputes: { alpha: 0.6, beta: 199.4 },
  highRisk: { alpha: 0.75, beta: 49.25 },
  declines: { alpha: 4, beta: 46 },
  newCountries: { alpha: 0.5, beta: 49.5 },
} as const;
