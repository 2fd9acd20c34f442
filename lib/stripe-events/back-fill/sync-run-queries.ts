import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
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

/** Whether this run is neither ended nor closed. */
export async function isSyncRunUnderWay(ctx: Context, syncRunId: string): Promise<boolean> {
  authorize(ctx, 'sync.run');
  const [run] = await database()
    .select({ state: syncRuns.state })
    .from(syncRuns)
    .where(eq(syncRuns.syncRunId, syncRunId));
  return run?.state === 'running';
}

const RELIST_EVERY_MS = 7 * 86_400_000;

/**
 * Whether everything should be listed again: a week after the last time that was done, and a week after the very first
 * run, which itself listed everything.
 */
export async function isRelistDue(ctx: Context): Promise<boolean> {
  authorize(ctx, 'sync.run');
  const weekAgo = new Date(ctx.now.getTime() - RELIST_EVERY_MS);
  const any = (condition: ReturnType<typeof and>) =>
    database().select({ syncRunId: syncRuns.syncRunId }).from(syncRuns).where(condition).limit(1);
  const [older, relisted] = await Promise.all([
    any(lt(syncRuns.startedAt, weekAgo)),
    any(
      and(
        gte(syncRuns.startedAt, weekAgo),
        inArray(syncRuns.kind, ['relist', 'initial']),
        eq(syncRuns.scope, 'all'),
        eq(syncRuns.state, 'finished'),
        // A person's listing from yesterday is not the whole month; the first run had no day and listed everything.
        sql`(${syncRuns.fromDay} is null or ${syncRuns.fromDay} <= (${syncRuns.startedAt} - interval '29 days')::date)`,
      ),
    ),
  ]);
  return older.length > 0 && relisted.length === 0;
}
