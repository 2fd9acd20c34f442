import { jobContext } from '../../context.ts';
import { checkRiskCalibration } from '../../risk/calibration-checks/check-risk-calibration.ts';
import type { JobHandler } from '../job-handler.ts';

/** Replays the past that somebody, or the month, asks about, against the budget of false alarms. */
export const checkRiskCalibrationJob: JobHandler<'check-risk-calibration'> = async (_, signal) => {
  await checkRiskCalibration(jobContext('check-risk-calibration'), signal);
};
