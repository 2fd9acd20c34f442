import { z } from 'zod';
import { stageJob } from '../../jobs/stage-job.ts';
import { defineVerb } from '../../verb.ts';
import { startSyncRun } from './start-sync-run.ts';

/**
 * A person asks for a back-fill over all accounts: the run and the job that does it, in one transaction.
 * @throws DomainError `conflict` while another one is under way
 */
export const requestSyncRun = defineVerb({
  permission: 'sync.run',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const { syncRunId } = await startSyncRun(ctx, { kind: 'back-fill', scope: 'all' }, tx);
    // A key of its own: the timed run that may wait in the queue would otherwise swallow this one.
    await stageJob(tx, 'back-fill', { kind: 'back-fill', syncRunId }, { key: syncRunId });
    // Starting the run left its audit row.
    return { result: { syncRunId }, audit: null };
  },
});
