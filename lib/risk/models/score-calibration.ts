import { calibrationByDecile } from './calibration-error.ts';
import { fitCalibration } from './fit-calibration.ts';

/** A straight line from log-odds as they were added up to log-odds that came true: part of a model's text, and so of its hash. */
export type ScoreCalibration = { readonly slope: number; readonly intercept: number };

/** Of fewer of a kind a line would follow luck. */
const EACH_MIN = 20;

type Scored = { readonly score: number; readonly isHit: boolean };

export type CalibrationTrial = {
  /** Null: what was added up stands, because there is too little, or because the line is no better on what came after. */
  readonly calibration: ScoreCalibration | null;
  /** On the later half: how many, and how far chances were from what came true, without the line and with it. */
  readonly judged: { readonly rows: number; readonly before: number; readonly after: number } | null;
};

/** What calibration adds to a score, so that the parts of a decision go on summing to it. */
export function calibrationAdds({ slope, intercept }: ScoreCalibration, score: number): number {
  return (slope - 1) * score + intercept;
}

/**
 * Pure: the line for whole scores (Platt, 1999), fitted on the older half of decisions that their model has not learned from and judged on
 * the newer. Each decision counts once: a chance is of all of them, not of those that teach most.
 * @param scored oldest first
 */
export function calibrateScores(scored: readonly Scored[]): CalibrationTrial {
  const half = Math.floor(scored.length / 2);
  const [fitted, judged] = [scored.slice(0, half), scored.slice(half)];
  if (isTooLittle(fitted) || isTooLittle(judged)) return { calibration: null, judged: null };
  const { base, center, slope } = fitCalibration(
    Float64Array.from(fitted, ({ score }) => score),
    Uint8Array.from(fitted, ({ isHit }) => Number(isHit)),
    new Float64Array(fitted.length).fill(1),
  );
  const line = { slope: slope[0] ?? 0, intercept: base - (slope[0] ?? 0) * (center[0] ?? 0) };
  const before = errorOf(judged, (score) => score);
  // A line that falls would make of whoever is most suspected the least.
  if (!(line.slope > 0)) return { calibration: null, judged: { rows: judged.length, before, after: before } };
  const after = errorOf(judged, (score) => score + calibrationAdds(line, score));
  return { calibration: after < before ? line : null, judged: { rows: judged.length, before, after } };
}

function isTooLittle(scored: readonly Scored[]): boolean {
  const hits = scored.filter(({ isHit }) => isHit).length;
  return hits < EACH_MIN || scored.length - hits < EACH_MIN;
}

function errorOf(scored: readonly Scored[], logOdds: (score: number) => number): number {
  return calibrationByDecile(
    Float64Array.from(scored, ({ score }) => 1 / (1 + Math.exp(-logOdds(score)))),
    Uint8Array.from(scored, ({ isHit }) => Number(isHit)),
  ).error;
}
