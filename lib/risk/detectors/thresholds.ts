import { CALIBRATION } from './calibration.ts';
import type { StreamName } from './streams.ts';

/** False pauses that an honest account may suffer in a year, all streams together. */
export const FALSE_PAUSE_BUDGET = 1;

/** The volume at which the table's thresholds are read. */
export const USUAL_TRIALS_PER_DAY = 25;
const FEWEST_TRIALS_PER_DAY = 2;

/**
 * Nats that a stream's evidence must reach. More trials a year are more chances of a false alarm, and the chance
 * falls with e to the threshold (Lorden 1971), so the logarithm of the volume gives every account the same budget.
 */
export function thresholdOf(stream: StreamName, trialsPerDay: number): number {
  return CALIBRATION.thresholds[stream] + forVolume(trialsPerDay);
}

/** What an account's volume adds to a threshold. */
export function forVolume(trialsPerDay: number): number {
  return (
    CALIBRATION.perLogVolume * Math.log(Math.max(trialsPerDay, FEWEST_TRIALS_PER_DAY) / USUAL_TRIALS_PER_DAY)
  );
}
