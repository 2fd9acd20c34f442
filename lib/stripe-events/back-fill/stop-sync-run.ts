import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { syncRuns } from '#drizzle/schema/stripe-events.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';

/**
 * Asks a run to end at its next page. What it has stored stays; the next run goes on from the same marks.
 * @throws DomainError `not_found` when no such run is under way
 */
export const stopSyncRun = defineVerb({
  permission: 'sync.stop',
  input: z.object({ syncRunId: z.string().min(1) }),
  run: async (tx, _ctx, { syncRunId }) => {
    const asked = await tx
      .update(syncRuns)
      .set({ stopRequestedAt: sql`coalesce(${syncRuns.stopRequestedAt}, now())` })
      .where(and(eq(syncRuns.syncRunId, syncRunId), eq(syncRuns.state, 'running')))
      .returning({ syncRunId: syncRuns.syncRunId });
    if (asked.length === 0)
      throw new DomainError('not_found', 'This run is not under way any more. Reload to see how it ended.');
    return { result: undefined, audit: { action: 'sync_run.stop', subject: syncRunId } };
  },
});
