import { sql } from 'drizzle-orm';
import { check, index, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/**
 * That a connected account is rejected at Stripe, or no longer: asked for by one person, confirmed by a second, then said to
 * Stripe until Stripe shows it. Whether an account is rejected now is what Stripe says of it, not what stands here.
 */
export const accountRejections = pgTable(
  'account_rejections',
  {
    accountRejectionId: text('account_rejection_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    act: text('act', { enum: ['reject', 'unreject'] }).notNull(),
    /** Stripe's own word for why; of a rejection alone. */
    reasonCode: text('reason_code'),
    /** For colleagues. */
    reviewerText: text('reviewer_text').notNull(),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull().defaultNow(),
    state: text('state', { enum: ['asked', 'declined', 'confirmed', 'done', 'refused'] })
      .notNull()
      .default('asked'),
    /** Who confirmed or declined. */
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    /** How often Stripe was told: it does the same however often. */
    calls: smallint('calls').notNull().default(0),
    calledAt: instant('called_at'),
    endedAt: instant('ended_at'),
    /** What Stripe, or the network, said last instead. */
    problem: text('problem'),
  },
  (t) => [
    uniqueIndex('account_rejections_one_open')
      .on(t.connectedAccountId)
      .where(sql`state in ('asked', 'confirmed')`),
    index('account_rejections_by_account').on(t.connectedAccountId, t.askedAt),
    index('account_rejections_open')
      .on(t.state, t.askedAt)
      .where(sql`state in ('asked', 'confirmed')`),
    index('account_rejections_refused')
      .on(t.endedAt)
      .where(sql`state = 'refused'`),
    check('account_rejections_act', sql`act in ('reject', 'unreject')`),
    check(
      'account_rejections_reason',
      sql`(act = 'reject') = (reason_code is not null) and (reason_code is null or reason_code in ('credit', 'fraud_no_intent_to_fulfill',
        'fraud_other', 'fraud_payment_method_casher', 'fraud_payment_method_tester', 'other', 'terms_of_service'))`,
    ),
    check('account_rejections_state', sql`state in ('asked', 'declined', 'confirmed', 'done', 'refused')`),
    check(
      'account_rejections_decided',
      sql`(state = 'asked') = (decided_by is null) and (decided_by is null) = (decided_at is null)
        and (state in ('done', 'refused')) = (ended_at is not null)`,
    ),
    check('account_rejections_two', sql`state in ('asked', 'declined') or decided_by <> asked_by`),
  ],
);
