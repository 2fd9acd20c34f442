import { jobContext } from '../../context.ts';
import { proposeDuePayouts } from '../../payouts/cadences/propose-due-payouts.ts';
import type { JobHandler } from '../job-handler.ts';

/** Proposes the payouts of every account whose cadence is due. */
export const proposePayoutsJob: JobHandler<'propose-payouts'> = async (_payload, signal) => {
  await proposeDuePayouts(jobContext('propose-payouts'), signal);
};
