import type { ScoreCalibration } from './score-calibration.ts';
export type Logistic = {
  kind: 'logistic';
  columns: number;
  /** Log-odds of the average training row. */
  base: number;
  /** Mean of each training column. */
  center: Float64Array;
  /** Log-odds for one unit of each column. */
  slope: Float64Array;
  /** Of the scores of decisions that it is a part of; absent where there was too little to tell. */
  calibration?: ScoreCalibration | undefined;
};

/** What each feature adds to the log-odds of a row, against the average row; `base` and the contributions sum to it. */
export function logisticContributions(
  { base, center, slope }: Logistic,
  row: Float64Array,
): { base: number; contributions: Float64Array } {
  const contributions = slope.map((value, column) => value * ((row[column] ?? 0) - (center[column] ?? 0)));
  return { base, contributions };
}

/** Log-odds that a row is a hit. */
export function logisticLogOdds(model: Logistic, row: Float64Array): number {
  const { base, contributions } = logisticContributions(model, row);
  return contributions.reduce((sum, value) => sum + value, base);
}
