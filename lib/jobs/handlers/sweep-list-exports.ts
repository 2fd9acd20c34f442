import { jobContext } from '../../context.ts';
import { sweepListExports } from '../../tables/sweep-list-exports.ts';
import type { JobHandler } from '../job-handler.ts';

/** Finds exports whose job was lost. */
export const sweepListExportsJob: JobHandler<'sweep-list-exports'> = async () => {
  await sweepListExports(jobContext('write-list-export'), {});
};
