import { sql, type SQL } from 'drizzle-orm';
import { deliveryCounts, stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { subscribedEventTypes } from './registry.ts';
import type { EndpointKind } from './refusals.ts';
import type { WebhookEndpoint } from './types.ts';
import { WAITS_SINCE } from './waiting-events.ts';

const KINDS = ['account', 'connect'] as const satisfies readonly EndpointKind[];

/** However many events wait or have failed, no more of them are looked at; a count that reaches it says "more than". */
const LOOKED_AT_MAX = 5_000;

const DAY_MS = 86_400_000;

const iso = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * The two webhook endpoints as they are now. Deliveries come from hourly counters, what waits and what failed from the
 * partial indexes of the inbox, and none of it reads more for ten million events than for ten thousand.
 */
export async function listWebhookEndpoints(ctx: Context): Promise<WebhookEndpoint[]> {
  authorize(ctx, 'events.read');
  const [newest, waiting, failed, counted] = await Promise.all([
    readNewest(),
    readWaiting(),
    readFailed(ctx.now),
    readDeliveries(ctx.now),
  ]);
  return KINDS.map((kind) => {
    const outcomes = counted.outcomes.filter((row) => row.kind === kind);
    const fromInbox = newest.find((row) => row.kind === kind);
    const fromCounts = counted.last.find((row) => row.kind === kind);
    const waits = waiting.find((row) => row.kind === kind);
    const fails = failed.find((row) => row.kind === kind);
    return {
      kind,
      lastReceivedAt: latest(fromInbox?.received_at, fromCounts?.last_at),
      lastDelaySeconds: fromInbox?.delay ?? null,
      countedSince: instant(counted.since.find((row) => row.kind === kind)?.hour),
      waiting: { count: waits?.events ?? 0, isCapped: isCut(waiting) },
      waitingSeconds: Math.max(0, Math.floor(waits?.seconds ?? 0)),
      failedDay: { count: fails?.last_day ?? 0, isCapped: isCut(failed) },
      failedWeek: { count: fails?.events ?? 0, isCapped: isCut(failed) },
      deliveries: outcomes.map((row) => ({ outcome: row.outcome, day: row.last_day, week: row.last_week })),
      eventTypes: subscribedEventTypes(kind),
    };
  });
}

/** Whether there are more than were looked at. */
function isCut(rows: readonly { events: number }[]): boolean {
  return rows.reduce((sum, { events }) => sum + events, 0) > LOOKED_AT_MAX;
}

function instant(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text);
}

function latest(...texts: (string | undefined)[]): Date | null {
  const known = texts.flatMap((text) => (text === undefined ? [] : [new Date(text).getTime()]));
  return known.length === 0 ? null : new Date(Math.max(...known));
}

/** What arrived last at each endpoint among the newest events; a quiet endpoint's last one may be older than these. */
function readNewest() {
  return database().execute<{ kind: string; received_at: string; delay: number | null }>(sql`
    select endpoint_kind as kind, ${iso(sql`max(received_at)`)} as received_at,
           (array_agg(extract(epoch from received_at - occurred_at)::float8 order by received_at desc))[1] as delay
    from (select endpoint_kind, arrived_by, occurred_at, received_at from ${stripeEvents}
          order by occurred_at desc, stripe_event_id desc limit ${LOOKED_AT_MAX}) as newest
    where arrived_by = 'webhook'
    group by endpoint_kind`);
}

/** Events that are due and not processed, those that are due longest first. */
function readWaiting() {
  return database().execute<{ kind: string; events: number; seconds: number }>(sql`
    select endpoint_kind as kind, count(*)::int as events,
           extract(epoch from now() - min(waits_since))::float8 as seconds
    from (select endpoint_kind, ${WAITS_SINCE} as waits_since from ${stripeEvents}
          where state = 'received' and next_attempt_at <= now()
          order by next_attempt_at limit ${LOOKED_AT_MAX + 1}) as due
    group by endpoint_kind`);
}

/** Events of the last week that have failed and that nobody has put right. */
function readFailed(now: Date) {
  const dayAgo = new Date(now.getTime() - DAY_MS).toISOString();
  const weekAgo = new Date(now.getTime() - 7 * DAY_MS).toISOString();
  return database().execute<{ kind: string; events: number; last_day: number }>(sql`
    select endpoint_kind as kind, count(*)::int as events,
           (count(*) filter (where occurred_at >= ${dayAgo}::timestamptz))::int as last_day
    from (select endpoint_kind, occurred_at from ${stripeEvents}
          where state = 'failed' and occurred_at >= ${weekAgo}::timestamptz
          order by occurred_at desc, stripe_event_id desc limit ${LOOKED_AT_MAX + 1}) as failed
    group by endpoint_kind`);
}

/** The counters of the last 24 and 168 hours, this one included, and the last delivery that brought an event. */
async function readDeliveries(now: Date) {
  const hour = new Date(now.getTime() - (now.getTime() % 3_600_000));
  const dayAgo = new Date(hour.getTime() - DAY_MS + 3_600_000).toISOString();
  const weekAgo = new Date(hour.getTime() - 7 * DAY_MS + 3_600_000).toISOString();
  const [outcomes, last, since] = await Promise.all([
    database().execute<{ kind: string; outcome: string; last_day: number; last_week: number }>(sql`
      select endpoint_kind as kind, outcome, sum(deliveries)::float8 as last_week,
             coalesce(sum(deliveries) filter (where hour >= ${dayAgo}::timestamptz), 0)::float8 as last_day
      from ${deliveryCounts}
      where endpoint_kind in ('account', 'connect') and hour >= ${weekAgo}::timestamptz
      group by endpoint_kind, outcome
      order by sum(deliveries) desc, outcome`),
    database().execute<{ kind: string; last_at: string }>(sql`
      select kind, ${iso(sql`greatest(stored.last_at, duplicate.last_at)`)} as last_at
      from unnest(array['account', 'connect']) as kind
      left join lateral (select last_at from ${deliveryCounts}
        where endpoint_kind = kind and outcome = 'stored' order by last_at desc limit 1) as stored on true
      left join lateral (select last_at from ${deliveryCounts}
        where endpoint_kind = kind and outcome = 'duplicate' order by last_at desc limit 1) as duplicate on true
      where greatest(stored.last_at, duplicate.last_at) is not null`),
    database().execute<{ kind: string; hour: string }>(sql`
      select kind, ${iso(sql`first.hour`)} as hour
      from unnest(array['account', 'connect']) as kind
      join lateral (select hour from ${deliveryCounts} where endpoint_kind = kind order by hour limit 1) as first on true`),
  ]);
  return { outcomes, last, since };
}
