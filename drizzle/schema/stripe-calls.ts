import { bigint, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * Calls to Stripe by the object that they were about, each HTTP attempt of its own, kept for 400 days. One listing that
 * told something new of several objects has a row for each. No ids in `endpoint`, no bodies, no keys.
 */
export const stripeCalls = pgTable(
  'stripe_calls',
  {
    objectId: text('object_id').notNull(),
    calledAt: instant('called_at').notNull(),
    stripeCallId: bigint('stripe_call_id', { mode: 'bigint' }).generatedAlwaysAsIdentity().notNull(),
    connectedAccountId: connectedAccountId(),
    method: text('method').notNull(),
    endpoint: text('endpoint').notNull(),
    outcome: text('outcome').notNull(),
    /** Null when no answer came. */
    statusCode: integer('status_code'),
    /** Stripe's `req_…`, the first thing that its support asks for. */
    stripeRequestId: text('stripe_request_id'),
    durationMs: integer('duration_ms').notNull(),
    traceId: text('trace_id'),
  },
  (t) => [
    primaryKey({ columns: [t.objectId, t.calledAt, t.stripeCallId] }),
    // For forgetting the oldest.
    index('stripe_calls_by_time').on(t.calledAt),
    // For whoever has only the id that Stripe's support wrote.
    index('stripe_calls_by_request').on(t.stripeRequestId),
  ],
);
