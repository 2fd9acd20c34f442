import type { CALIBRATION } from '#lib/risk/detectors/calibration.ts';

export const CALIBRATION_PATH = 'lib/risk/detectors/calibration.ts';

type Calibration = typeof CALIBRATION;

/** The table of thresholds as a source file, with the run that made it. */
export function calibrationFile(calibration: Calibration): string {
  const rows = (table: Calibration['budget']): string =>
    Object.entries(table)
      .map(([stream, value]) => `    ${stream}: ${String(value)},\n`)
      .join('');
  return `import type { StreamName } from './streams.ts';

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

/** Written by \`npm run bench -- risk-detectors --recalibrate\`: change a budget there by hand, never a threshold. */
export const CALIBRATION: Calibration = {
  seed: ${calibration.seed},
  accounts: ${calibration.accounts},
  years: ${calibration.years},
  perLogVolume: ${calibration.perLogVolume},
  budget: {
${rows(calibration.budget)}  },
  thresholds: {
${rows(calibration.thresholds)}  },
};
`;
}
