import { jobContext } from '../../context.ts';
import { estimateRunOffCurves } from '../../risk/run-off/estimate-run-off-curves.ts';
import type { JobHandler } from '../job-handler.ts';

/** Estimates how money comes back by refunds and disputes from the install's own past, once a night. */
export const estimateRunOffJob: JobHandler<'estimate-run-off'> = async () => {
  await estimateRunOffCurves(jobContext('estimate-run-off'));
};
