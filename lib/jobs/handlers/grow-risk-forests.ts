import { jobContext } from '../../context.ts';
import { forgetRiskForests } from '../../risk/forests/forget-risk-forests.ts';
import { growRiskForests } from '../../risk/forests/grow-risk-forests.ts';
import type { JobHandler } from '../job-handler.ts';

/** Grows the forests of the night, by the recipe that people agreed to and by the one that somebody is writing; forgets those whose time is over. */
export const growRiskForestsJob: JobHandler<'grow-risk-forests'> = async (_, signal) => {
  const ctx = jobContext('grow-risk-forests');
  await growRiskForests(ctx, signal);
  await forgetRiskForests(ctx, {});
};
