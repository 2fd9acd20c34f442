import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  jsonb,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';
import { payoutAccounts } from './payout-requests.ts';

/** When payouts of an enrolled connected account are proposed. Without a row, when somebody asks. */
export const payoutCadences = pgTable(
  'payout_cadences',
  {
    connectedAccountId: connectedAccountId().primaryKey(),
    cadence: text('cadence', {
      enum: ['daily', 'weekly', 'monthly', 'threshold', 'on_request'],
    }).notNull(),
    /** ISO days, Monday 1 to Sunday 7; of a weekly cadence. */
    weekdays: smallint('weekdays').array().notNull().default([]),
    /** Of a monthly cadence; the last day of a month that is shorter. */
    monthDay: smallint('month_day'),
    /** Of a cadence by threshold: minor units per currency, as text; other currencies are not proposed. */
    thresholds: jsonb('thresholds').$type<Record<string, string>>().notNull().default({}),
    /** Minor units per currency, as text: so much stays at Stripe beside what Stripe itself keeps. */
    minimumBalances: jsonb('minimum_balances').$type<Record<string, string>>().notNull().default({}),
    /** IANA name of the zone in which the days are counted. */
    zone: text('zone').notNull().default('UTC'),
    /** Minutes after midnight in that zone. */
    atMinute: smallint('at_minute').notNull().default(360),
    /** The next time at which a payout is proposed; null on request. */
    nextDueAt: instant('next_due_at'),
    /** One more with every change, for whoever changes what was shown. */
    version: integer('version').notNull().default(1),
    setBy: text('set_by').notNull(),
    setAt: instant('set_at').notNull().defaultNow(),
  },
  (t) => [
    foreignKey({
      name: 'payout_cadences_of_enrolled',
      columns: [t.connectedAccountId],
      foreignColumns: [payoutAccounts.connectedAccountId],
    }),
    index('payout_cadences_due')
      .on(t.nextDueAt)
      .where(sql`next_due_at is not null`),
    check(
      'payout_cadences_cadence',
      sql`cadence in ('daily', 'weekly', 'monthly', 'threshold', 'on_request')`,
    ),
    check(
      'payout_cadences_when',
      sql`(cadence = 'weekly') = (cardinality(weekdays) > 0) and (cadence = 'monthly') = (month_day is not null)
        and coalesce(month_day between 1 and 31, true) and at_minute between 0 and 1439
        and weekdays <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[] and (cadence = 'on_request') = (next_due_at is null)`,
    ),
  ],
);

/** What came of a due time, once for each currency: the key is what keeps a repeated job from proposing twice. */
export const payoutCadenceRuns = pgTable(
  'payout_cadence_runs',
  {
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    dueAt: instant('due_at').notNull(),
    outcome: text('outcome', { enum: ['proposed', 'nothing_payable', 'refused'] }).notNull(),
    because: text('because'),
    payoutRequestId: text('payout_request_id'),
    ranAt: instant('ran_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ name: 'payout_cadence_runs_key', columns: [t.connectedAccountId, t.currency, t.dueAt] }),
    check('payout_cadence_runs_outcome', sql`outcome in ('proposed', 'nothing_payable', 'refused')`),
    check(
      'payout_cadence_runs_whole',
      sql`(outcome = 'proposed') = (payout_request_id is not null) and (outcome = 'proposed' or because is not null)`,
    ),
  ],
);

/** Files of proposals, each taken once: its fingerprint refuses the same file again. */
export const payoutFiles = pgTable(
  'payout_files',
  {
    payoutFileId: text('payout_file_id').primaryKey(),
    sha256: text('sha256').notNull(),
    name: text('name').notNull(),
    lineCount: integer('line_count').notNull(),
    uploadedBy: text('uploaded_by').notNull(),
    uploadedAt: instant('uploaded_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('payout_files_once').on(t.sha256)],
);

/**
 * Lines of a file of proposals: read once, then each proposed or refused once. A line that was bad when the file was read
 * says what to write instead and is never proposed.
 */
export const payoutFileLines = pgTable(
  'payout_file_lines',
  {
    payoutFileId: text('payout_file_id').notNull(),
    lineNumber: integer('line_number').notNull(),
    text: text('text').notNull(),
    connectedAccountId: text('connected_account_id'),
    currency: text('currency'),
    /** Minor units; null for all that can be paid out. */
    amount: minorAmount('amount'),
    outcome: text('outcome', { enum: ['bad', 'waiting', 'proposed', 'refused'] }).notNull(),
    because: text('because'),
    payoutRequestId: text('payout_request_id'),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
  },
  (t) => [
    primaryKey({ name: 'payout_file_lines_key', columns: [t.payoutFileId, t.lineNumber] }),
    foreignKey({
      name: 'payout_file_lines_of_file',
      columns: [t.payoutFileId],
      foreignColumns: [payoutFiles.payoutFileId],
    }),
    uniqueIndex('payout_file_lines_one_request')
      .on(t.payoutRequestId)
      .where(sql`payout_request_id is not null`),
    check('payout_file_lines_outcome', sql`outcome in ('bad', 'waiting', 'proposed', 'refused')`),
    check(
      'payout_file_lines_whole',
      sql`(outcome = 'proposed') = (payout_request_id is not null) and (outcome in ('bad', 'refused')) = (because is not null)
        and (outcome in ('proposed', 'refused')) = (decided_at is not null and decided_by is not null)
        and (outcome = 'bad' or (connected_account_id is not null and currency is not null)) and coalesce(amount > 0, true)`,
    ),
  ],
);
