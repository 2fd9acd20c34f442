import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { syncRuns } from '#drizzle/schema/stripe-events.ts';
import { defineVerb } from '../../verb.ts';

/** Closes a run with what became of it. A run that was closed by somebody else meanwhile stays as it is. */
export const finishSyncRun = defineVerb({
  permission: 'sync.run',
  input: z.object({
    syncRunId: z.string().min(1),
    state: z.enum(['finished', 'stopped', 'failed']),
    message: z.string().max(2_000).nullable(),
  }),
  run: async (tx, _ctx, { syncRunId, state, message }) => {
    const closed = await tx
      .update(syncRuns)
      .set({ state, message, finishedAt: sql`now()`, heartbeatAt: sql`now()` })
      .where(and(eq(syncRuns.syncRunId, syncRunId), eq(syncRuns.state, 'running')))
      .returning({ syncRunId: syncRuns.syncRunId });
    if (closed.length === 0) return { result: { isClosed: false }, audit: null };
    const audit = { action: 'sync_run.finish', subject: syncRunId, after: { state, message } };
    return { result: { isClosed: true }, audit };
  },
});
