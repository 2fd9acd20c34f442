import { jobContext } from '../../context.ts';
import { runBulkDecisions } from '../../payouts/bulk/run-bulk-decision.ts';
import type { JobHandler } from '../job-handler.ts';

/** Prepares or decides what somebody chose together. */
export const decideInBulkJob: JobHandler<'decide-in-bulk'> = async ({ bulkDecisionId }, signal) => {
  await runBulkDecisions(jobContext('decide-in-bulk'), bulkDecisionId, signal);
};
