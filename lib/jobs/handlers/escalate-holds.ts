import { jobContext } from '../../context.ts';
import { escalateHolds } from '../../holds/escalate-holds.ts';
import type { JobHandler } from '../job-handler.ts';

/** Held money that waits too long is somebody's to look at; it stays held. */
export const escalateHoldsJob: JobHandler<'escalate-holds'> = async () => {
  await escalateHolds(jobContext('escalate-holds'));
};
