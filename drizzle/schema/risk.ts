import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

/**
 * What risk knows: one row per charge, decline, refund, dispute, early fraud warning and transfer out of a charge, partitioned by
 * month of Stripe's `created`. Append-only. Of a charge on the platform, what names only the charge stands under `platform`
 * and, once the charge says whose it is, at each of its sellers as well: the same rows in whatever order Stripe tells.
 */
export const riskFacts = pgTable(
  'risk_facts',
  {
    connectedAccountId: connectedAccountId(),
    kind: text('kind', {
      enum: ['charge', 'decline', 'refund', 'dispute', 'warning', 'transfer'],
    }).notNull(),
    occurredAt: instant('occurred_at').notNull(),
    stripeId: text('stripe_id').notNull(),
    /** The charge that it is about; of a charge its own id. */
    chargeId: text('charge_id'),
    /** A warning names neither. */
    currency: text('currency'),
    amount: minorAmount('amount'),
    cardCountry: text('card_country'),
    /** Stripe's fingerprint of the card under a key of ours; see lib/risk/facts/card-hash.ts. */
    cardHash: text('card_hash'),
    riskLevel: text('risk_level'),
    reason: text('reason'),
    /** A refund that the platform or Stripe made of its own accord: it says nothing of the seller. */
    isPlatformMade: boolean('is_platform_made').notNull(),
    isPlatformCharge: boolean('is_platform_charge').notNull(),
    stripeEventId: text('stripe_event_id').notNull(),
    learnedAt: instant('learned_at').notNull(),
    /** Learned when its hour was over already: what an earlier reader of that hour has not seen. */
    isLate: boolean('is_late').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectedAccountId, t.kind, t.occurredAt, t.stripeId] }),
    index('risk_facts_of_platform_charges')
      .on(t.chargeId)
      .where(sql`is_platform_charge`),
    index('risk_facts_late')
      .on(t.connectedAccountId, t.learnedAt)
      .where(sql`is_late`),
    check('risk_facts_kind', sql`kind in ('charge', 'decline', 'refund', 'dispute', 'warning', 'transfer')`),
    check(
      'risk_facts_money',
      sql`(kind = 'warning') = (currency is null) and (kind = 'warning') = (amount is null)`,
    ),
  ],
);

/** Sums that can be added in any order; written by the trigger that follows `risk_facts` and by nobody else. */
const counts = {
  charges: bigint('charges', { mode: 'bigint' }).notNull(),
  chargeAmount: minorAmount('charge_amount').notNull(),
  declines: bigint('declines', { mode: 'bigint' }).notNull(),
  /** Of charges and declines, those that Radar called elevated or highest. */
  highRisk: bigint('high_risk', { mode: 'bigint' }).notNull(),
  /** Without those that the platform made. */
  refunds: bigint('refunds', { mode: 'bigint' }).notNull(),
  refundAmount: minorAmount('refund_amount').notNull(),
  platformRefunds: bigint('platform_refunds', { mode: 'bigint' }).notNull(),
  disputes: bigint('disputes', { mode: 'bigint' }).notNull(),
  disputeAmount: minorAmount('dispute_amount').notNull(),
};

/** Facts of one connected account and currency by hour of Stripe's `created`. */
export const riskHourCounters = pgTable(
  'risk_hour_counters',
  {
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    hour: instant('hour').notNull(),
    ...counts,
  },
  (t) => [primaryKey({ columns: [t.connectedAccountId, t.currency, t.hour] })],
);

/** The same by UTC day. */
export const riskDayCounters = pgTable(
  'risk_day_counters',
  {
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    ...counts,
  },
  (t) => [primaryKey({ columns: [t.connectedAccountId, t.currency, t.day] })],
);

/**
 * When a connected account first saw a card or a card's country. A row is added when an earlier sighting is learned, so
 * that a reader of the past takes the least of what was learned by then.
 */
export const riskSeen = pgTable(
  'risk_seen',
  {
    kind: text('kind', { enum: ['card', 'country'] }).notNull(),
    value: text('value').notNull(),
    connectedAccountId: connectedAccountId(),
    firstSeenAt: instant('first_seen_at').notNull(),
    learnedAt: instant('learned_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.value, t.connectedAccountId, t.firstSeenAt] }),
    check('risk_seen_kind', sql`kind in ('card', 'country')`),
  ],
);

/** Connected accounts of which something was learned since they were last assessed. */
export const riskDue = pgTable(
  'risk_due',
  {
    connectedAccountId: text('connected_account_id').primaryKey(),
    dueSince: instant('due_since').notNull(),
  },
  (t) => [index('risk_due_oldest').on(t.dueSince)],
);
