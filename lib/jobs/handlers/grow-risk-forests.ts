import { jobContext } from '../../context.ts';
import { growRiskForests } from '../../risk/forests/grow-risk-forests.ts';
import type { JobHandler } from '../job-handler.ts';

/** Grows the forests of the night, by the recipe that people agreed to and by the one that somebody is writing. */
export const growRiskForestsJob: JobHandler<'grow-risk-forests'> = async (_, signal) => {
  await growRiskForests(jobContext('grow-risk-forests'), signal);
};
