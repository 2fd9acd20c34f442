import { assessDueSegments } from '../../connected-accounts/segments/assess-due-segments.ts';
import { jobContext } from '../../context.ts';
import type { JobHandler } from '../job-handler.ts';

/** Scores connected accounts of which something has changed, or whose time has come. */
export const assessSegmentsJob: JobHandler<'assess-segments'> = async () => {
  await assessDueSegments(jobContext('assess-segments'));
};
