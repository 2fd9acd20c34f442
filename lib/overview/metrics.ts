import { sql } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { authorize } from '../auth/authorize.ts';
import { database } from '../db/client.ts';
import { listInvariantStates } from '../ledger/invariant-queries.ts';
import { deliveryCounts } from '../stripe-events/refusals.ts';
import { readProcessMetrics } from './process-metrics.ts';
import type { Metric } from './prometheus.ts';
import { readShellStatus } from './shell-status.ts';
import type { ShellStatus } from './types.ts';

/** Large tables are counted by the planner's estimate: a scrape every few seconds must not read them. */
const ESTIMATED_TABLES = ['stripe_events', 'balance_transactions', 'journal_entries', 'postings', 'payouts'];

/** Everything that a dashboard or an alarm outside needs. Counts of stopped work end at 10,000. */
export async function readMetrics(ctx: Context): Promise<Metric[]> {
  authorize(ctx, 'overview.read');
  const [status, invariants, rows, processes] = await Promise.all([
    readShellStatus(ctx),
    listInvariantStates(ctx),
    estimateRows(),
    readProcessMetrics(ctx),
  ]);
  const workerAge =
    status.workerSeenAt === null ? -1 : (ctx.now.getTime() - Date.parse(status.workerSeenAt)) / 1000;
  return [
    gauge('sluice_stripe_events_stopped', 'Events that are not processed, by state; at most 10000.', [
      { labels: { state: 'received' }, value: status.waitingEvents.count },
      { labels: { state: 'tried_again' }, value: status.retryingEvents.count },
      { labels: { state: 'failed' }, value: status.failedEvents.count },
    ]),
    gauge(
      'sluice_stripe_event_lag_seconds',
      'How long the event waits that waits longest for a worker or for Stripe.',
      [{ value: status.secondsBehind }],
    ),
    gauge(
      'sluice_oldest_unprocessed_event_timestamp_seconds',
      'When the event that waits longest began to wait, in Unix seconds; 0 when none waits.',
      [{ value: waitsSince(status) }],
    ),
    gauge('sluice_alarms_open', 'Alarms that nobody has closed; at most 10000.', [
      { value: status.openAlarms.count },
    ]),
    gauge('sluice_worker_heartbeat_age_seconds', 'Seconds since a worker was last seen; -1 for never.', [
      { value: Math.round(workerAge * 1000) / 1000 },
    ]),
    {
      name: 'sluice_webhook_deliveries_total',
      help: 'Deliveries to this process since it started, by endpoint and outcome; refusals by reason.',
      type: 'counter',
      samples: deliveryCounts().map(({ endpointKind, outcome, count }) => ({
        labels: { endpoint: endpointKind, outcome },
        value: count,
      })),
    },
    gauge(
      'sluice_invariant_held',
      'How each invariant stands: 1 holds, 0 is broken, -1 is not known or was not checked for too long.',
      invariants.map(({ name, standing }) => ({
        labels: { invariant: name },
        value: standing === 'held' ? 1 : standing === 'broken' ? 0 : -1,
      })),
    ),
    gauge(
      'sluice_invariant_findings',
      'Findings of the run by which each invariant stands.',
      invariants.map(({ name, decidedBy }) => ({
        labels: { invariant: name },
        value: decidedBy?.findingCount ?? 0,
      })),
    ),
    gauge(
      'sluice_invariant_checked_timestamp_seconds',
      'When each invariant was last checked, in Unix seconds; 0 for never.',
      invariants.map(({ name, run }) => ({
        labels: { invariant: name },
        value: run === null ? 0 : Math.floor(run.ranAt.getTime() / 1000),
      })),
    ),
    gauge(
      'sluice_invariant_fully_checked_timestamp_seconds',
      'When each invariant was last checked over all rows, in Unix seconds; 0 for never.',
      invariants.map(({ name, fullRun }) => ({
        labels: { invariant: name },
        value: fullRun === null ? 0 : Math.floor(fullRun.ranAt.getTime() / 1000),
      })),
    ),
    gauge('sluice_rows_estimated', 'Rows of the large tables, as the planner estimates them.', rows),
    ...processes,
  ];
}

/** Unix seconds; 0 when nothing waits. */
function waitsSince({ readAt, secondsBehind }: ShellStatus): number {
  return secondsBehind === 0 ? 0 : Math.floor(Date.parse(readAt) / 1000) - secondsBehind;
}

function gauge(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, help, type: 'gauge', samples };
}

async function estimateRows(): Promise<Metric['samples']> {
  const rows = await database().execute<{ name: string; rows: number }>(sql`
    select parent.relname as name, sum(greatest(part.reltuples, 0))::float8 as rows
    from pg_class as parent
    cross join lateral (
      select reltuples from pg_class where oid = parent.oid and relkind = 'r'
      union all
      select leaf.reltuples from pg_inherits join pg_class as leaf on leaf.oid = inhrelid where inhparent = parent.oid
    ) as part
    where parent.relnamespace = 'public'::regnamespace
      and parent.relname = any(${sql.param(ESTIMATED_TABLES)}::text[])
    group by parent.relname order by parent.relname`);
  return rows.map(({ name, rows: value }) => ({ labels: { table: name }, value }));
}
