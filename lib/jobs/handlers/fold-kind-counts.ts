import { foldKindCounts } from '../../tables/kind-counts.ts';
import type { JobHandler } from '../job-handler.ts';

/** Keeps what readers of counts must add to the counters as little as a minute's writing. */
export const foldKindCountsJob: JobHandler<'fold-kind-counts'> = async () => {
  await foldKindCounts();
};
