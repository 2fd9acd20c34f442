import { sql } from 'drizzle-orm';
import { check, date, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * How much of a day's charges can still come back as they grow older, by refunds and by disputes, estimated each night from cohorts of the
 * install's own charges: one row for each currency, and for each business category of it that has enough. A decision stores the hash
 * of the one that it used. Append-only.
 */
export const riskRunOffCurves = pgTable(
  'risk_run_off_curves',
  {
    riskRunOffCurveId: text('risk_run_off_curve_id').primaryKey(),
    currency: text('currency').notNull(),
    /** A business category such as `5462`, or `*` for all. */
    peerGroup: text('peer_group').notNull(),
    /** The UTC day. */
    estimatedOn: date('estimated_on', { mode: 'string' }).notNull(),
    estimatedAt: instant('estimated_at').notNull(),
    /** Both curves, and what they were estimated from, as canonical JSON, with its SHA-256. */
    text: text('text').notNull(),
    hash: text('hash').notNull(),
    accounts: integer('accounts').notNull(),
    /** Weeks of charges. */
    cohorts: integer('cohorts').notNull(),
    charges: integer('charges').notNull(),
    /** What came back of them. */
    refunds: integer('refunds').notNull(),
    disputes: integer('disputes').notNull(),
    /** Charges from the first on, and whatever happened before the second. */
    dataFrom: instant('data_from').notNull(),
    dataTo: instant('data_to').notNull(),
    estimatedBy: text('estimated_by').notNull(),
  },
  (t) => [
    uniqueIndex('risk_run_off_curves_of_night').on(t.currency, t.estimatedOn, t.peerGroup),
    index('risk_run_off_curves_by_hash').on(t.hash),
    check(
      'risk_run_off_curves_data',
      sql`accounts > 0 and cohorts > 0 and charges > 0 and refunds >= 0 and disputes >= 0 and data_from < data_to`,
    ),
  ],
);
