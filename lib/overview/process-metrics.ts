import { and, count, gt, isNull, like, sql } from 'drizzle-orm';
import { z } from 'zod';
import { alarms, heartbeats } from '#drizzle/schema/floor.ts';
import { elapsedMs } from '../clock.ts';
import type { Context } from '../context.ts';
import { database, type Database } from '../db/client.ts';
import { sumLedgerDrift, type LedgerDrift } from '../ledger/drift-queries.ts';
import { processState, type StripeCallCount, type StripeSeen } from '../observability/process-state.ts';
import type { Metric } from './prometheus.ts';
import { WORKER_SILENT_SECONDS_MAX } from './staleness.ts';

/** Running totals of 100,000 books take tens of milliseconds, so scrapes of several collectors share a reading. */
const DRIFT_FRESH_MS = 15_000;

/** More kinds than exist. */
const ALARM_KINDS_MAX = 50;

// Next evaluates modules once per bundle; one reading per process needs a place that all of them see.
const shared = globalThis as { sluiceDriftReading?: { at: number; reading: Promise<LedgerDrift[]> } };

const beatSchema = z.object({
  stripeCalls: z
    .array(
      z.object({
        method: z.string(),
        endpoint: z.string(),
        outcome: z.enum(['succeeded', 'not_found', 'refused', 'rate_limited', 'failed', 'unreachable']),
        count: z.number(),
        seconds: z.number(),
      }),
    )
    .default([]),
  stripeSeen: z
    .object({ answeredAt: z.string().nullable(), unreachableSince: z.string().nullable() })
    .default({ answeredAt: null, unreachableSince: null }),
});

export type ProcessReading = { process: string; stripeCalls: StripeCallCount[]; stripeSeen: StripeSeen };

/** What this process and every worker that lives have counted; a worker says it with its heartbeat. */
export async function readProcesses(db: Database = database()): Promise<ProcessReading[]> {
  const rows = await db
    .select({ name: heartbeats.name, detail: heartbeats.detail })
    .from(heartbeats)
    .where(
      and(
        like(heartbeats.name, 'worker:%'),
        // A killed worker leaves its last words behind: they are no news of anything.
        gt(heartbeats.beatAt, sql`now() - make_interval(secs => ${WORKER_SILENT_SECONDS_MAX})`),
      ),
    )
    .orderBy(heartbeats.name)
    .limit(100);
  const { stripeCalls, stripeSeen, service } = processState();
  return [
    { process: service, stripeCalls: [...stripeCalls.values()], stripeSeen },
    // A worker of an older version says less; what it does not say counts as nothing.
    ...rows.flatMap(({ name, detail }) => {
      const parsed = beatSchema.safeParse(detail);
      return parsed.success ? [{ process: name, ...parsed.data }] : [];
    }),
  ];
}

function readDrift(ctx: Context): Promise<LedgerDrift[]> {
  const at = elapsedMs();
  const kept = shared.sluiceDriftReading;
  if (kept !== undefined && at - kept.at < DRIFT_FRESH_MS) return kept.reading;
  const reading = sumLedgerDrift(ctx);
  shared.sluiceDriftReading = { at, reading };
  // A failed reading is not kept; the caller gets its error.
  reading.catch(() => {
    delete shared.sluiceDriftReading;
  });
  return reading;
}

/** Jobs per queue as pg-boss last counted them; none before a worker has installed it. */
async function readQueues(): Promise<{ name: string; queued: number; active: number }[]> {
  const [found] = await database().execute<{ table: string | null }>(
    sql`select to_regclass('pgboss.queue')::text as table`,
  );
  if (typeof found?.table !== 'string') return [];
  return database().execute<{ name: string; queued: number; active: number }>(
    sql`select name, queued_count::int as queued, active_count::int as active from pgboss.queue order by name`,
  );
}

/** Calls to Stripe, jobs, drift and alarms by kind: what the processes count, and small tables. */
export async function readProcessMetrics(ctx: Context): Promise<Metric[]> {
  const [processes, drift, queues, openAlarms] = await Promise.all([
    readProcesses(),
    readDrift(ctx),
    readQueues(),
    database()
      .select({ kind: alarms.kind, count: count() })
      .from(alarms)
      .where(isNull(alarms.closedAt))
      .groupBy(alarms.kind)
      .orderBy(alarms.kind)
      .limit(ALARM_KINDS_MAX),
  ]);
  const calls = processes.flatMap(({ process, stripeCalls }) =>
    stripeCalls.map(({ method, endpoint, outcome, ...measured }) => ({
      labels: { process, method, endpoint, outcome },
      ...measured,
    })),
  );
  return [
    {
      name: 'sluice_stripe_calls_total',
      help: 'HTTP calls to Stripe, retries included, since each process started, by method, endpoint and outcome.',
      type: 'counter',
      samples: calls.map(({ labels, count: value }) => ({ labels, value })),
    },
    {
      name: 'sluice_stripe_call_duration_seconds_total',
      help: 'Time until Stripe answered those calls; divide its rate by that of sluice_stripe_calls_total.',
      type: 'counter',
      samples: calls.map(({ labels, seconds }) => ({ labels, value: seconds })),
    },
    {
      name: 'sluice_stripe_reachable',
      help: 'Whether Stripe answered the newest call of each process: 1 yes, 0 no; absent before the first call.',
      type: 'gauge',
      samples: processes.flatMap(({ process, stripeSeen }) =>
        stripeSeen.answeredAt === null && stripeSeen.unreachableSince === null
          ? []
          : [{ labels: { process }, value: stripeSeen.unreachableSince === null ? 1 : 0 }],
      ),
    },
    {
      name: 'sluice_jobs',
      help: 'Jobs by queue and state, as last counted by a worker.',
      type: 'gauge',
      samples: queues.flatMap(({ name, queued, active }) => [
        { labels: { queue: name, state: 'queued' }, value: queued },
        { labels: { queue: name, state: 'active' }, value: active },
      ]),
    },
    {
      name: 'sluice_ledger_drift_minor_units',
      help: 'Sum of absolute differences between the ledger and the Balances of Stripe as last read, in minor units.',
      type: 'gauge',
      samples: drift.map(({ currency, drift: value }) => ({ labels: { currency }, value })),
    },
    {
      name: 'sluice_ledger_drift_books',
      help: 'Books whose money at Stripe differs from the Balance as last read.',
      type: 'gauge',
      samples: drift.map(({ currency, books }) => ({ labels: { currency }, value: books })),
    },
    {
      name: 'sluice_alarms_open_by_kind',
      help: 'Alarms that nobody has closed, by kind; docs/runbooks has a page for each.',
      type: 'gauge',
      samples: openAlarms.map(({ kind, count: value }) => ({ labels: { kind }, value })),
    },
  ];
}
