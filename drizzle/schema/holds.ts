import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * A reason for money to stay: of one payout request, or of a whole connected account (then `payout_request_id` is null).
 * Any source may add one; each is released by its own source or by two people. Time never releases one.
 */
export const holds = pgTable(
  'holds',
  {
    holdId: text('hold_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    payoutRequestId: text('payout_request_id'),
    /** Of an account's hold: one currency, or all of them when null. */
    currency: text('currency'),
    source: text('source', {
      enum: [
        'risk',
        'policy',
        'operator',
        'kill_switch',
        'destination_change',
        'reconciliation',
        'onboarding',
      ],
    }).notNull(),
    reasonCode: text('reason_code').notNull(),
    /** 100 stops every payout it covers; less keeps that share of what is available and lets the rest go. */
    keepsPercent: smallint('keeps_percent').notNull().default(100),
    /** A rolling reserve keeps its share of what came in during so many days; null keeps it of everything. */
    rollingDays: smallint('rolling_days'),
    /** Minor units by currency that were there when it was placed, written by the database: a share is of this and of what came in since. */
    keepsBase: jsonb('keeps_base').$type<Record<string, string>>().notNull().default({}),
    /** For people who review. */
    reviewerText: text('reviewer_text').notNull(),
    /** For the connected account's owner: true, and no help to a thief. */
    ownerText: text('owner_text').notNull(),
    evidence: jsonb('evidence').$type<Record<string, unknown>>().notNull(),
    ownerOperatorId: text('owner_operator_id'),
    placedBy: text('placed_by').notNull(),
    placedAt: instant('placed_at').notNull().defaultNow(),
    reviewBy: instant('review_by').notNull(),
    escalatedAt: instant('escalated_at'),
    state: text('state', { enum: ['open', 'release_asked', 'released'] })
      .notNull()
      .default('open'),
    releaseAskedBy: text('release_asked_by'),
    releaseAskedAt: instant('release_asked_at'),
    releaseReason: text('release_reason'),
    /** Who confirmed, or the source itself; with `released_by_source` the other way of release. */
    releasedBy: text('released_by'),
    releasedBySource: text('released_by_source'),
    releasedAt: instant('released_at'),
  },
  (t) => [
    index('holds_open_by_account')
      .on(t.connectedAccountId)
      .where(sql`state <> 'released'`),
    index('holds_open_by_request')
      .on(t.payoutRequestId)
      .where(sql`state <> 'released'`),
    index('holds_by_account').on(t.connectedAccountId, t.placedAt, t.holdId),
    index('holds_due')
      .on(t.reviewBy)
      .where(sql`state <> 'released'`),
    check(
      'holds_source',
      sql`source in ('risk', 'policy', 'operator', 'kill_switch', 'destination_change', 'reconciliation', 'onboarding')`,
    ),
    check('holds_state', sql`state in ('open', 'release_asked', 'released')`),
    check('holds_keeps_percent', sql`keeps_percent between 1 and 100`),
    check(
      'holds_rolling_days',
      sql`rolling_days is null or (rolling_days between 1 and 365 and keeps_percent < 100 and payout_request_id is null)`,
    ),
    check('holds_request_whole', sql`payout_request_id is null or keeps_percent = 100`),
    // Its own source, or two people: there is no third way to be released. A person is no source that could do it alone.
    check(
      'holds_released_how',
      sql`(state = 'released') = (released_at is not null)
        and (state <> 'released' or (release_reason is not null and released_by is not null and ((released_by_source = source and source <> 'operator')
          or (released_by_source is null and release_asked_by is not null and released_by <> release_asked_by))))`,
    ),
  ],
);
