import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

export type FeeDetail = {
  amount: number;
  type: string;
  application: string | null;
  description: string | null;
};

/**
 * Stripe's real ledger, one row per balance transaction; immutable but for `status` and our two marks.
 * Partitioned by month of `occurred_at` (Stripe's `created`, which never changes).
 */
export const balanceTransactions = pgTable(
  'balance_transactions',
  {
    balanceTransactionId: text('balance_transaction_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    amount: minorAmount('amount').notNull(),
    fee: minorAmount('fee').notNull(),
    net: minorAmount('net').notNull(),
    feeDetails: jsonb('fee_details').$type<FeeDetail[]>().notNull(),
    type: text('type').notNull(),
    reportingCategory: text('reporting_category').notNull(),
    balanceType: text('balance_type').notNull(),
    status: text('status', { enum: ['pending', 'available'] }).notNull(),
    availableAt: instant('available_at').notNull(),
    sourceId: text('source_id'),
    exchangeRate: text('exchange_rate'),
    description: text('description'),
    firstSeenAt: instant('first_seen_at').notNull().defaultNow(),
    postedAt: instant('posted_at'),
    availabilityPostedAt: instant('availability_posted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.balanceTransactionId, t.occurredAt] }),
    index('balance_transactions_by_account').on(
      t.connectedAccountId,
      t.currency,
      t.occurredAt,
      t.balanceTransactionId,
    ),
    index('balance_transactions_by_source').on(t.sourceId, t.occurredAt),
    index('balance_transactions_unposted')
      .on(t.occurredAt, t.balanceTransactionId)
      .where(sql`posted_at is null`),
    index('balance_transactions_unavailable')
      .on(t.availableAt)
      .where(sql`availability_posted_at is null`),
    index('balance_transactions_due_availability')
      .on(t.availableAt, t.balanceTransactionId)
      .where(sql`availability_posted_at is null and posted_at is not null and status = 'available'`),
    check('balance_transactions_net', sql`net = amount - fee`),
    check('balance_transactions_status', sql`status in ('pending', 'available')`),
  ],
);

/** The chart of accounts; seeded by migration from lib/ledger/chart-of-accounts.ts. */
export const ledgerAccounts = pgTable('ledger_accounts', {
  code: integer('code').primaryKey(),
  name: text('name').notNull(),
  class: text('class', { enum: ['asset', 'liability', 'income', 'expense', 'suspense'] }).notNull(),
  normalSide: text('normal_side', { enum: ['debit', 'credit'] }).notNull(),
  explanation: text('explanation').notNull(),
});

/**
 * One booking. Its id is made from its source, so that a source cannot be booked twice and any order of arrival ends
 * in the same bytes. `occurred_at` is the source's own creation time and the partition key; `effective_at` is when
 * the money changed its state, the time that statements and trial balances use.
 */
export const journalEntries = pgTable(
  'journal_entries',
  {
    journalEntryId: text('journal_entry_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    sourceType: text('source_type', {
      enum: ['balance_transaction', 'payout', 'payout_reservation'],
    }).notNull(),
    sourceId: text('source_id').notNull(),
    purpose: text('purpose').notNull(),
    kind: text('kind').notNull(),
    description: text('description').notNull(),
    reversesJournalEntryId: text('reverses_journal_entry_id'),
    /** Number of lines; the database refuses an entry whose stored lines differ from it. */
    postingCount: smallint('posting_count').notNull(),
    postedAt: instant('posted_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.journalEntryId, t.occurredAt] }),
    index('journal_entries_by_time').on(t.effectiveAt, t.journalEntryId),
    index('journal_entries_by_account').on(t.connectedAccountId, t.effectiveAt, t.journalEntryId),
    // A choice of some values is a set of kinds, each one range of it; see lib/tables/kinds.ts.
    index('journal_entries_by_kind').on(t.currency, t.kind, t.effectiveAt, t.journalEntryId),
    check('journal_entries_posting_count', sql`posting_count >= 2`),
    check(
      'journal_entries_purpose',
      sql`(source_type = 'balance_transaction' and purpose in ('booked', 'booked_reversed', 'booked_again',
        'booked_again_reversed', 'available', 'available_reversed', 'available_again', 'available_again_reversed'))
        or (source_type = 'payout' and purpose in ('settled', 'settled_reversed'))
        or (source_type = 'payout_reservation' and purpose in ('reserved', 'released'))`,
    ),
  ],
);

/** How many journal entries there are of each kind by day and month (UTC) of their effect, and what their debits add up to. */
export const journalEntryCounts = pgTable(
  'journal_entry_counts',
  {
    grain: text('grain', { enum: ['day', 'month'] }).notNull(),
    periodOn: date('period_on', { mode: 'string' }).notNull(),
    currency: text('currency').notNull(),
    kind: text('kind').notNull(),
    counted: bigint('counted', { mode: 'bigint' }).notNull(),
    turnover: minorAmount('turnover')
      .notNull()
      .default(sql`0`),
  },
  (t) => [
    primaryKey({ name: 'journal_entry_counts_key', columns: [t.grain, t.periodOn, t.currency, t.kind] }),
  ],
);

/** Differences that are not folded into `journal_entry_counts` yet; a reader adds them. */
export const journalEntryCountChanges = pgTable('journal_entry_count_changes', {
  occurredOn: date('occurred_on', { mode: 'string' }).notNull(),
  currency: text('currency').notNull(),
  kind: text('kind').notNull(),
  counted: bigint('counted', { mode: 'bigint' }).notNull(),
  turnover: minorAmount('turnover')
    .notNull()
    .default(sql`0`),
});

/**
 * What is booked, once for all months: a unique key of a partitioned table holds within a partition's own time only. Written
 * by a trigger on `journal_entries` and by nobody else; it also finds the entries of a source without asking every month.
 * A purpose belongs to one type of source, so the type is no part of the key.
 */
export const bookedSources = pgTable(
  'booked_sources',
  {
    sourceId: text('source_id').notNull(),
    purpose: text('purpose').notNull(),
    journalEntryId: text('journal_entry_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.purpose] })],
);

/** One line of a journal entry: a positive amount on one side of one ledger account of one book. */
export const postings = pgTable(
  'postings',
  {
    journalEntryId: text('journal_entry_id').notNull(),
    line: smallint('line').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    effectiveAt: instant('effective_at').notNull(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    /**
     * Known to the chart, and the currency three small letters: the trigger that keeps `ledger_balances` meets the foreign
     * key and the check there, once per account and batch.
     */
    ledgerAccountCode: integer('ledger_account_code').notNull(),
    side: text('side', { enum: ['debit', 'credit'] }).notNull(),
    amount: minorAmount('amount').notNull(),
    component: text('component').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.journalEntryId, t.line, t.occurredAt] }),
    index('postings_by_ledger_account').on(
      t.connectedAccountId,
      t.currency,
      t.ledgerAccountCode,
      t.effectiveAt,
      t.journalEntryId,
      t.line,
    ),
    // Nearly free to keep, and enough to leave out what took effect at another time: lines come in about that order.
    index('postings_by_effective_time').using('brin', t.effectiveAt).with({ autosummarize: true }),
    check('postings_amount_positive', sql`amount > 0`),
    check('postings_side', sql`side in ('debit', 'credit')`),
  ],
);

/** Running totals, kept by a statement trigger on `postings`; the invariants recompute them from the lines. */
export const ledgerBalances = pgTable(
  'ledger_balances',
  {
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    ledgerAccountCode: integer('ledger_account_code')
      .notNull()
      .references(() => ledgerAccounts.code),
    debits: minorAmount('debits').notNull(),
    credits: minorAmount('credits').notNull(),
    postingCount: minorAmount('posting_count').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.connectedAccountId, t.currency, t.ledgerAccountCode] }),
    check('ledger_balances_currency', sql`currency ~ '^[a-z]{3}$'`),
  ],
);

/**
 * By how much what the platform holds for sellers changed on each UTC day of its effect: of all books together, for the
 * ledger accounts of `readHeldDays`. Summed up to a day it is what was held at that day's end, late lines included.
 */
export const sellerMoneyDays = pgTable(
  'seller_money_days',
  {
    dayOn: date('day_on', { mode: 'string' }).notNull(),
    currency: text('currency').notNull(),
    ledgerAccountCode: integer('ledger_account_code').notNull(),
    /** Credits less debits. */
    change: minorAmount('change').notNull(),
  },
  (t) => [primaryKey({ name: 'seller_money_days_key', columns: [t.dayOn, t.currency, t.ledgerAccountCode] })],
);

/** What is not folded into `seller_money_days` yet, a row a statement; a reader adds it. */
export const sellerMoneyChanges = pgTable('seller_money_changes', {
  dayOn: date('day_on', { mode: 'string' }).notNull(),
  currency: text('currency').notNull(),
  ledgerAccountCode: integer('ledger_account_code').notNull(),
  change: minorAmount('change').notNull(),
});

/** One run of the invariant checks, one row per check. `findings` holds at most 100 offending ids. */
export const invariantResults = pgTable(
  'invariant_results',
  {
    runId: text('run_id').notNull(),
    invariant: text('invariant').notNull(),
    ranAt: instant('ran_at').notNull(),
    outcome: text('outcome', { enum: ['held', 'broken', 'unknown'] }).notNull(),
    rowsChecked: minorAmount('rows_checked').notNull(),
    findingCount: integer('finding_count').notNull(),
    findings: jsonb('findings').$type<{ id: string; text: string }[]>().notNull(),
    durationMs: integer('duration_ms').notNull(),
    /** `recent`: only since `covered_from`, as the timed run does. Null for runs of versions that did not say. */
    covers: text('covers', { enum: ['everything', 'recent'] }),
    coveredFrom: instant('covered_from'),
    /** What a person should know and is no finding, such as books that cannot be compared any more; at most 100. */
    notes: jsonb('notes').$type<{ id: string; text: string }[]>().notNull().default([]),
    noteCount: integer('note_count').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.invariant, t.ranAt, t.runId] }),
    index('invariant_results_full')
      .on(t.invariant, t.ranAt)
      .where(sql`covers = 'everything'`),
    index('invariant_results_by_time').on(t.ranAt),
  ],
);
