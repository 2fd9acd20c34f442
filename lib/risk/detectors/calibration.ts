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
  accounts: 1500,
  years: 1,
  perLogVolume: 1,
  budget: {
    refunds: 0.87,
    disputes: 0.03,
    highRisk: 0.03,
    declines: 0.03,
    newCountries: 0.02,
    largeAmounts: 0.01,
    smallAmounts: 0.01,
  },
  thresholds: {
    refunds: 6.529,
    disputes: 6.545,
    highRisk: 8.612,
    declines: 9.787,
    newCountries: 8.087,
    largeAmounts: 10.652,
    smallAmounts: 10.71,
  },
};
