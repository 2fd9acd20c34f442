import { jobContext } from '../../context.ts';
import { noteMissedBypasses } from '../../payouts/bypasses/note-missed-bypasses.ts';
import { undoAgain } from '../../payouts/bypasses/undo-again.ts';
import type { JobHandler } from '../job-handler.ts';

/** Finds payouts past Sluice that were not known for what they are when they were mirrored, and tries again what could not be undone. */
export const watchBypassesJob: JobHandler<'watch-bypasses'> = async () => {
  const ctx = jobContext('end-bypasses');
  await noteMissedBypasses(ctx, {});
  await undoAgain(ctx);
};
