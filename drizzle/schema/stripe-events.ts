import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * The inbox: one row per Stripe event. Partitioned by month of `occurred_at`; `received_event_ids` holds "stored once" over
 * all months, whatever an event says about its `created`. The application may update only the
 * processing columns (column grants in the guards migration).
 */
export const stripeEvents = pgTable(
  'stripe_events',
  {
    stripeEventId: text('stripe_event_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    connectedAccountId: connectedAccountId(),
    type: text('type').notNull(),
    livemode: boolean('livemode').notNull(),
    apiVersion: text('api_version'),
    endpointKind: text('endpoint_kind', { enum: ['account', 'connect'] }).notNull(),
    arrivedBy: text('arrived_by', { enum: ['webhook', 'backfill'] }).notNull(),
    objectType: text('object_type'),
    objectId: text('object_id'),
    receivedAt: instant('received_at').notNull().defaultNow(),
    state: text('state', { enum: ['received', 'processed', 'ignored', 'failed'] })
      .notNull()
      .default('received'),
    /** Claims so far. Never set back: a claim's number tells its verdict from that of an older claim. */
    attempts: integer('attempts').notNull().default(0),
    /** Those of them that do not count against the event: Stripe was away, or a person let it begin anew. */
    excusedAttempts: integer('excused_attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull().defaultNow(),
    lastError: text('last_error'),
    processedAt: instant('processed_at'),
    /** When a person last made it due again; it waits since then, not since it arrived. */
    replayedAt: instant('replayed_at'),
    /** Its first processing, kept when a replay opens it again; null while `processed_at` is the only one. */
    firstProcessedAt: instant('first_processed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.stripeEventId, t.occurredAt] }),
    index('stripe_events_by_time').on(t.occurredAt, t.stripeEventId),
    // A choice of some values is a set of kinds, each one range of it; see lib/tables/kinds.ts.
    index('stripe_events_by_kind').on(t.type, t.state, t.arrivedBy, t.occurredAt, t.stripeEventId),
    index('stripe_events_by_account').on(t.connectedAccountId, t.occurredAt, t.stripeEventId),
    index('stripe_events_by_object').on(t.objectId, t.occurredAt),
    // What a connected account's timeline tells; an account with millions of charges has few of these.
    index('stripe_events_of_timeline')
      .on(t.connectedAccountId, t.occurredAt, t.stripeEventId)
      .where(
        sql`type in ('account.updated', 'account.application.authorized', 'account.application.deauthorized', 'account.external_account.created', 'account.external_account.updated', 'account.external_account.deleted', 'capability.updated', 'balance_settings.updated', 'payout.failed', 'payout.canceled', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_reinstated')`,
      ),
    index('stripe_events_waiting')
      .on(t.nextAttemptAt)
      .where(sql`state = 'received'`),
    index('stripe_events_failed')
      .on(t.occurredAt, t.stripeEventId)
      .where(sql`state = 'failed'`),
    index('stripe_events_ignored')
      .on(t.occurredAt, t.stripeEventId)
      .where(sql`state = 'ignored'`),
    index('stripe_events_found_by_backfill')
      .on(t.occurredAt)
      .where(sql`arrived_by = 'backfill'`),
    check('stripe_events_endpoint_kind', sql`endpoint_kind in ('account', 'connect')`),
    check('stripe_events_arrived_by', sql`arrived_by in ('webhook', 'backfill')`),
    check('stripe_events_state', sql`state in ('received', 'processed', 'ignored', 'failed')`),
  ],
);

/**
 * How many events there are of each kind by day and month (UTC) of their creation at Stripe: differences that triggers leave
 * in the events' own transactions, folded once a minute. See lib/tables/kind-counts.ts.
 */
export const stripeEventCounts = pgTable(
  'stripe_event_counts',
  {
    grain: text('grain', { enum: ['day', 'month'] }).notNull(),
    periodOn: date('period_on', { mode: 'string' }).notNull(),
    type: text('type').notNull(),
    state: text('state').notNull(),
    arrivedBy: text('arrived_by').notNull(),
    counted: bigint('counted', { mode: 'bigint' }).notNull(),
  },
  (t) => [
    primaryKey({
      name: 'stripe_event_counts_key',
      columns: [t.grain, t.periodOn, t.type, t.state, t.arrivedBy],
    }),
  ],
);

/** Differences that are not folded into `stripe_event_counts` yet; a reader adds them. */
export const stripeEventCountChanges = pgTable('stripe_event_count_changes', {
  occurredOn: date('occurred_on', { mode: 'string' }).notNull(),
  type: text('type').notNull(),
  state: text('state').notNull(),
  arrivedBy: text('arrived_by').notNull(),
  counted: bigint('counted', { mode: 'bigint' }).notNull(),
});

/** Every event id that was ever stored, once for all months. Written by a trigger on `stripe_events` and by nobody else. */
export const receivedEventIds = pgTable('received_event_ids', {
  stripeEventId: text('stripe_event_id').primaryKey(),
});

/** The exact signed bytes, as evidence. Append-only; apart from the inbox so that processing never rewrites them. */
export const stripeEventBodies = pgTable(
  'stripe_event_bodies',
  {
    stripeEventId: text('stripe_event_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    connectedAccountId: connectedAccountId(),
    body: text('body').notNull(),
    signatureHeader: text('signature_header'),
    /** W3C trace context of whatever stored it, so that the worker's spans and logs continue that trace. */
    traceparent: text('traceparent'),
  },
  (t) => [primaryKey({ columns: [t.stripeEventId, t.occurredAt] })],
);

/**
 * Deliveries to the webhook endpoints by hour and answer, refused ones included. Each process adds what it has counted
 * every few seconds, so a delivery never waits for a row of these and a flood of refused ones writes no more of them.
 */
export const deliveryCounts = pgTable(
  'delivery_counts',
  {
    endpointKind: text('endpoint_kind', { enum: ['account', 'connect'] }).notNull(),
    hour: instant('hour').notNull(),
    /** `stored`, `duplicate`, or why it was refused. */
    outcome: text('outcome').notNull(),
    deliveries: bigint('deliveries', { mode: 'number' }).notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.endpointKind, t.hour, t.outcome] }),
    index('delivery_counts_last').on(t.endpointKind, t.outcome, t.lastAt),
    check('delivery_counts_endpoint_kind', sql`endpoint_kind in ('account', 'connect')`),
    check('delivery_counts_deliveries', sql`deliveries > 0`),
  ],
);

/** Where a listing of one object kind at one connected account has got to. Everything before `low_water_at` was seen. */
export const syncCursors = pgTable(
  'sync_cursors',
  {
    connectedAccountId: connectedAccountId(),
    object: text('object').notNull(),
    lowWaterAt: instant('low_water_at').notNull(),
    checkedAt: instant('checked_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectedAccountId, t.object] })],
);

/** How many objects Stripe listed for a day and how many of them we held. `day` is a UTC day. */
export const completenessCounters = pgTable(
  'completeness_counters',
  {
    connectedAccountId: connectedAccountId(),
    object: text('object').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    listed: integer('listed').notNull(),
    stored: integer('stored').notNull(),
    arrivedByWebhook: integer('arrived_by_webhook').notNull(),
    checkedAt: instant('checked_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectedAccountId, t.object, t.day] }),
    index('completeness_incomplete')
      .on(t.day)
      .where(sql`stored < listed`),
  ],
);

/** A stretch of time in which Stripe had events that no webhook brought. */
export const eventGaps = pgTable('event_gaps', {
  eventGapId: bigint('event_gap_id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  endpointKind: text('endpoint_kind', { enum: ['account', 'connect'] }).notNull(),
  startsAt: instant('starts_at').notNull(),
  endsAt: instant('ends_at').notNull(),
  eventsMissed: integer('events_missed').notNull(),
  detectedAt: instant('detected_at').notNull().defaultNow(),
  filledAt: instant('filled_at'),
});

/** One long run against Stripe with its progress; `stop_requested_at` asks it to end at the next page. */
export const syncRuns = pgTable(
  'sync_runs',
  {
    syncRunId: text('sync_run_id').primaryKey(),
    kind: text('kind').notNull(),
    scope: text('scope').notNull(),
    /** UTC day from which everything is listed again; null for a run that goes on from the marks. */
    fromDay: date('from_day', { mode: 'string' }),
    state: text('state', { enum: ['running', 'finished', 'stopped', 'failed'] })
      .notNull()
      .default('running'),
    unitsDone: integer('units_done').notNull().default(0),
    unitsTotal: integer('units_total'),
    objectsListed: integer('objects_listed').notNull().default(0),
    objectsAdded: integer('objects_added').notNull().default(0),
    message: text('message'),
    requestedBy: text('requested_by').notNull(),
    startedAt: instant('started_at').notNull().defaultNow(),
    heartbeatAt: instant('heartbeat_at').notNull().defaultNow(),
    stopRequestedAt: instant('stop_requested_at'),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('sync_runs_by_time').on(t.startedAt, t.syncRunId),
    uniqueIndex('sync_runs_one_running')
      .on(t.kind, t.scope)
      .where(sql`state = 'running'`),
  ],
);
