import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { syncRuns } from '#drizzle/schema/stripe-events.ts';
import { defineVerb } from '../../verb.ts';

/** `lost`: the run was taken for dead and closed, so whoever still works on it must end. */
type Answer = 'continue' | 'stop' | 'lost';

/** Says how far a run is and that it lives, and hears whether to go on. No audit: the run's row is the record. */
export const recordSyncProgress = defineVerb({
  permission: 'sync.run',
  input: z.object({
    syncRunId: z.string().min(1),
    unitsDone: z.int().min(0),
    unitsTotal: z.int().min(0).nullable(),
    objectsListed: z.int().min(0),
    objectsAdded: z.int().min(0),
  }),
  run: async (tx, _ctx, { syncRunId, ...progress }) => {
    const [run] = await tx
      .update(syncRuns)
      .set({ ...progress, heartbeatAt: sql`now()` })
      .where(and(eq(syncRuns.syncRunId, syncRunId), eq(syncRuns.state, 'running')))
      .returning({ stopRequestedAt: syncRuns.stopRequestedAt });
    const answer: Answer = run === undefined ? 'lost' : run.stopRequestedAt === null ? 'continue' : 'stop';
    return { result: answer, audit: null };
  },
});
