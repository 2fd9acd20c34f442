import { and, eq } from 'drizzle-orm';
import { syncRuns } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';

/** Whether everything was synced once; from then on back-fills go on from the marks. */
export async function hasFinishedInitialSync(ctx: Context): Promise<boolean> {
  authorize(ctx, 'sync.run');
  const [run] = await database()
    .select({ syncRunId: syncRuns.syncRunId })
    .from(syncRuns)
    .where(and(eq(syncRuns.kind, 'initial'), eq(syncRuns.scope, 'all'), eq(syncRuns.state, 'finished')))
    .limit(1);
  return run !== undefined;
}
