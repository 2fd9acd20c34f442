import type { StreamName } from './streams.ts';

type Calibration = {
  /** The run that made the table: invented accounts, and the years that each was watched. */
  seed: number;
  accounts: number;
  years: number;
  /** How a threshold rises with the logarithm of an account's volume. */
  perLogVolume: number;
  /** False pauses that each stream may cost an honest account in a year. */
  budget: Record<StreamName, number>;
  /** Nats of evidence at 25 trials a day. */
  thresholds: Record<StreamName, number>;
};

/** Written by `npm run bench -- risk-detectors --recalibrate`: change a budget there by hand, never a threshold. */
export const CALIBRATION: Calibration = {
  seed: 1,
  accounts: 150,
  years: 1,
  perLogVolume: 1,
  budget: {
    refunds: 0.6,
    disputes: 0.05,
    highRisk: 0.06,
    declines: 0.06,
    newCountries: 0.04,
    largeAmounts: 0.02,
    smallAmounts: 0.02,
  },
  thresholds: {
    refunds: 6.869,
    disputes: 5.482,
    highRisk: 7.946,
    declines: 9.135,
    newCountries: 7.185,
    largeAmounts: 10.319,
    smallAmounts: 9.271,
  },
};
