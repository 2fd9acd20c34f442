import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** One decision of one person on many requests, done one by one by a job. */
export const bulkDecisions = pgTable(
  'bulk_decisions',
  {
    bulkDecisionId: text('bulk_decision_id').primaryKey(),
    operatorId: text('operator_id').notNull(),
    decision: text('decision', { enum: ['approve', 'reject'] }).notNull(),
    reason: text('reason'),
    stepUpProofId: text('step_up_proof_id'),
    /** `preparing` until what is shown of each is written down, `draft` until its person confirms. */
    state: text('state', { enum: ['preparing', 'draft', 'queued', 'done', 'stopped'] })
      .notNull()
      .default('preparing'),
    /** Ids as they were chosen; the items follow when each has been looked at. */
    wanted: jsonb('wanted').$type<string[]>().notNull().default([]),
    /** How many have been looked at so far. */
    prepared: integer('prepared').notNull().default(0),
    /** One hash over everything that is shown, which the proof is about. */
    root: text('root'),
    /** The decision whose failed items it repeats. */
    retryOf: text('retry_of'),
    madeAt: instant('made_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    index('bulk_decisions_by_operator').on(t.operatorId, t.madeAt),
    index('bulk_decisions_queued')
      .on(t.madeAt)
      .where(sql`state = 'queued'`),
    index('bulk_decisions_preparing')
      .on(t.madeAt)
      .where(sql`state = 'preparing'`),
    check('bulk_decisions_decision', sql`decision in ('approve', 'reject')`),
    check(
      'bulk_decisions_state',
      sql`state in ('preparing', 'draft', 'queued', 'done', 'stopped') and (state in ('done', 'stopped')) = (ended_at is not null)`,
    ),
  ],
);

/** What was shown of each request, and what became of it. */
export const bulkDecisionItems = pgTable(
  'bulk_decision_items',
  {
    bulkDecisionId: text('bulk_decision_id')
      .notNull()
      .references(() => bulkDecisions.bulkDecisionId),
    payoutRequestId: text('payout_request_id').notNull(),
    position: integer('position').notNull(),
    version: integer('version').notNull(),
    payloadHash: text('payload_hash').notNull(),
    previewHash: text('preview_hash').notNull(),
    /** From this item's leaf to the root that was signed. */
    path: jsonb('path').$type<string[]>().notNull(),
    outcome: text('outcome', { enum: ['done', 'decided', 'forbidden', 'failed'] }),
    /** Until it ends what its person was told would come of it; then why it ended so. */
    message: text('message'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    primaryKey({ name: 'bulk_decision_items_key', columns: [t.bulkDecisionId, t.payoutRequestId] }),
    index('bulk_decision_items_waiting')
      .on(t.bulkDecisionId, t.position)
      .where(sql`outcome is null`),
    check(
      'bulk_decision_items_outcome',
      sql`outcome in ('done', 'decided', 'forbidden', 'failed') and (outcome is null) = (ended_at is null)`,
    ),
  ],
);
