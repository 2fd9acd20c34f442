import { jobContext } from '../../context.ts';
import { noteMissedBypasses } from '../../payouts/bypasses/note-missed-bypasses.ts';
import type { JobHandler } from '../job-handler.ts';

/** Finds payouts past Sluice that were not known for what they are when they were mirrored. */
export const watchBypassesJob: JobHandler<'watch-bypasses'> = async () => {
  await noteMissedBypasses(jobContext('end-bypasses'), {});
};
