import { jobContext } from '../../context.ts';
import { refreshDueAvailability } from '../../ledger/fetch-due-availability.ts';
import type { JobHandler } from '../job-handler.ts';

/** Money whose day of availability has come is read again, in case its event never arrived. */
export const refreshDueAvailabilityJob: JobHandler<'refresh-due-availability'> = async (_payload, signal) => {
  await refreshDueAvailability(jobContext('back-fill'), { signal });
};
