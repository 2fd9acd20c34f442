import { jobContext } from '../../context.ts';
import { noteMissedBypasses } from '../../payouts/bypasses/note-missed-bypasses.ts';
import { undoAgain } from '../../payouts/bypasses/undo-again.ts';
import { askAgain } from '../../payouts/stop/ask-again.ts';
import type { JobHandler } from '../job-handler.ts';

/** Finds payouts past Sluice that were not known for what they are when they were mirrored, and tries again what could not be undone, or what a press left at Stripe. */
export const watchBypassesJob: JobHandler<'watch-bypasses'> = async () => {
  const ctx = jobContext('end-bypasses');
  await noteMissedBypasses(ctx, {});
  await undoAgain(ctx);
  await askAgain(jobContext('stop-payouts'), { endedWithin: null });
};
