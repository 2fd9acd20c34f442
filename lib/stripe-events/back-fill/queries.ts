import { desc, eq, gte, sql } from 'drizzle-orm';
import { completenessCounters, eventGaps, syncRuns } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import type { CompletenessDay, EventGapRow, SyncRunRow } from '../types.ts';

const RUNS_SHOWN = 5;
const GAPS_SHOWN = 10;

/** Stripe lists events of the last 30 days, so completeness of events can be known for no longer. */
const DAYS_SHOWN = 30;

const runColumns = {
  syncRunId: syncRuns.syncRunId,
  kind: syncRuns.kind,
  scope: syncRuns.scope,
  fromDay: syncRuns.fromDay,
  state: syncRuns.state,
  unitsDone: syncRuns.unitsDone,
  unitsTotal: syncRuns.unitsTotal,
  objectsListed: syncRuns.objectsListed,
  objectsAdded: syncRuns.objectsAdded,
  message: syncRuns.message,
  requestedBy: syncRuns.requestedBy,
  startedAt: syncRuns.startedAt,
  heartbeatAt: syncRuns.heartbeatAt,
  stopRequestedAt: syncRuns.stopRequestedAt,
  finishedAt: syncRuns.finishedAt,
};

/** The newest runs, those under way first. @throws DomainError `forbidden` */
export async function listSyncRuns(ctx: Context): Promise<SyncRunRow[]> {
  authorize(ctx, 'events.read');
  const [running, newest] = await Promise.all([
    database()
      .select(runColumns)
      .from(syncRuns)
      .where(eq(syncRuns.state, 'running'))
      .orderBy(desc(syncRuns.startedAt))
      .limit(RUNS_SHOWN),
    database()
      .select(runColumns)
      .from(syncRuns)
      .orderBy(desc(syncRuns.startedAt), desc(syncRuns.syncRunId))
      .limit(RUNS_SHOWN),
  ]);
  const ended = newest.filter(({ state }) => state !== 'running');
  return [...running, ...ended].slice(0, RUNS_SHOWN);
}

/** Objects that Stripe listed and we held, per UTC day and kind, newest day first. @throws DomainError `forbidden` */
export async function listCompleteness(ctx: Context): Promise<CompletenessDay[]> {
  authorize(ctx, 'events.read');
  const from = new Date(ctx.now.getTime() - DAYS_SHOWN * 86_400_000).toISOString().slice(0, 10);
  return database()
    .select({
      day: completenessCounters.day,
      object: completenessCounters.object,
      listed: sql`sum(${completenessCounters.listed})`.mapWith(Number),
      stored: sql`sum(${completenessCounters.stored})`.mapWith(Number),
      arrivedByWebhook: sql`sum(${completenessCounters.arrivedByWebhook})`.mapWith(Number),
      incompleteAccounts:
        sql`count(*) filter (where ${completenessCounters.stored} < ${completenessCounters.listed})`.mapWith(
          Number,
        ),
    })
    .from(completenessCounters)
    .where(gte(completenessCounters.day, from))
    .groupBy(completenessCounters.day, completenessCounters.object)
    .orderBy(desc(completenessCounters.day), completenessCounters.object)
    .limit(DAYS_SHOWN * 5);
}

/** Stretches of time without webhooks, newest first. @throws DomainError `forbidden` */
export async function listEventGaps(ctx: Context): Promise<EventGapRow[]> {
  authorize(ctx, 'events.read');
  return database()
    .select({
      eventGapId: eventGaps.eventGapId,
      endpointKind: eventGaps.endpointKind,
      startsAt: eventGaps.startsAt,
      endsAt: eventGaps.endsAt,
      eventsMissed: eventGaps.eventsMissed,
      filledAt: eventGaps.filledAt,
    })
    .from(eventGaps)
    .orderBy(desc(eventGaps.eventGapId))
    .limit(GAPS_SHOWN);
}
