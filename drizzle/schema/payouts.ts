import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

/** Mirror of Stripe's payouts. `paid` may still turn `failed` for about five business days. */
export const payouts = pgTable(
  'payouts',
  {
    payoutId: text('payout_id').notNull(),
    connectedAccountId: connectedAccountId(),
    livemode: boolean('livemode').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    amount: minorAmount('amount').notNull(),
    currency: text('currency').notNull(),
    status: text('status').notNull(),
    method: text('method').notNull(),
    isAutomatic: boolean('is_automatic').notNull(),
    arrivesOn: date('arrives_on', { mode: 'string' }).notNull(),
    destinationId: text('destination_id'),
    balanceTransactionId: text('balance_transaction_id'),
    failureBalanceTransactionId: text('failure_balance_transaction_id'),
    failureCode: text('failure_code'),
    failureMessage: text('failure_message'),
    traceStatus: text('trace_status'),
    traceValue: text('trace_value'),
    originalPayoutId: text('original_payout_id'),
    reversedByPayoutId: text('reversed_by_payout_id'),
    reconciliationStatus: text('reconciliation_status'),
    sourceType: text('source_type'),
    statementDescriptor: text('statement_descriptor'),
    metadata: jsonb('metadata').$type<Record<string, string>>().notNull(),
    paidSeenAt: instant('paid_seen_at'),
    /** The ledger's mark: cleared as final, five business days after arrival. Only lib/ledger writes it. */
    settlementPostedAt: instant('settlement_posted_at'),
    readAt: instant('read_at').notNull(),
    /** When Stripe's list of what an automatic payout pays was last read whole; null before. With it: how many, and their net. */
    contentsReadAt: instant('contents_read_at'),
    contentsCount: integer('contents_count'),
    contentsNet: minorAmount('contents_net'),
  },
  (t) => [
    primaryKey({ columns: [t.payoutId] }),
    // Stripe can list what it pays, and we have not read that since it was paid.
    index('payouts_contents_due')
      .on(t.connectedAccountId, t.occurredAt, t.payoutId)
      .where(
        sql`is_automatic and reconciliation_status = 'completed' and (contents_read_at is null or contents_read_at < paid_seen_at)`,
      ),
    index('payouts_unsettled')
      .on(t.arrivesOn, t.payoutId)
      .where(sql`status = 'paid' and settlement_posted_at is null`),
    index('payouts_failed_after_settlement')
      .on(t.payoutId)
      .where(sql`status <> 'paid' and settlement_posted_at is not null`),
    index('payouts_by_time').on(t.occurredAt, t.payoutId),
    index('payouts_by_status').on(t.status, t.occurredAt, t.payoutId),
    index('payouts_by_account').on(t.connectedAccountId, t.occurredAt, t.payoutId),
    // A choice of some values is a set of kinds, each one range of these; see lib/payouts/payout-kinds.ts.
    index('payouts_by_kind_and_time').on(
      t.currency,
      t.status,
      t.method,
      t.isAutomatic,
      t.occurredAt,
      t.payoutId,
    ),
    index('payouts_by_kind_and_amount').on(
      t.currency,
      t.status,
      t.method,
      t.isAutomatic,
      t.amount,
      t.payoutId,
    ),
    index('payouts_by_kind_and_arrival').on(
      t.currency,
      t.status,
      t.method,
      t.isAutomatic,
      t.arrivesOn,
      t.payoutId,
    ),
    index('payouts_by_account_and_kind').on(
      t.connectedAccountId,
      t.currency,
      t.status,
      t.method,
      t.isAutomatic,
      t.occurredAt,
      t.payoutId,
    ),
    // For whoever has only what the bank wrote.
    index('payouts_by_trace')
      .on(t.traceValue, t.payoutId)
      .where(sql`trace_value is not null`),
    index('payouts_by_id_prefix').on(t.payoutId.op('text_pattern_ops')),
  ],
);

/**
 * Which balance transactions an automatic payout pays, as Stripe lists them; its own are not among them. The time is the
 * balance transaction's, so that the key is the order of the page and finds the partition.
 */
export const payoutContents = pgTable(
  'payout_contents',
  {
    payoutId: text('payout_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    balanceTransactionId: text('balance_transaction_id').notNull(),
    connectedAccountId: connectedAccountId(),
  },
  (t) => [primaryKey({ columns: [t.payoutId, t.occurredAt, t.balanceTransactionId] })],
);

/**
 * How many payouts there are of each kind, kept by triggers in the payouts' own transactions. `connected_account_id` is
 * `*` for all of them together, which has days and months (UTC); a connected account has months.
 */
export const payoutCounts = pgTable(
  'payout_counts',
  {
    connectedAccountId: connectedAccountId(),
    grain: text('grain', { enum: ['day', 'month'] }).notNull(),
    periodOn: date('period_on', { mode: 'string' }).notNull(),
    currency: text('currency').notNull(),
    status: text('status').notNull(),
    method: text('method').notNull(),
    isAutomatic: boolean('is_automatic').notNull(),
    payouts: bigint('payouts', { mode: 'bigint' }).notNull(),
    amount: minorAmount('amount').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'payout_counts_key',
      columns: [t.connectedAccountId, t.grain, t.periodOn, t.currency, t.status, t.method, t.isAutomatic],
    }),
  ],
);

/** Differences that are not folded into `payout_counts` yet; a reader adds them. */
export const payoutCountChanges = pgTable('payout_count_changes', {
  connectedAccountId: connectedAccountId(),
  occurredOn: date('occurred_on', { mode: 'string' }).notNull(),
  currency: text('currency').notNull(),
  status: text('status').notNull(),
  method: text('method').notNull(),
  isAutomatic: boolean('is_automatic').notNull(),
  payouts: bigint('payouts', { mode: 'bigint' }).notNull(),
  amount: minorAmount('amount').notNull(),
});

/** Append-only: every state in which we have seen a payout, each once. */
export const payoutStatusChanges = pgTable(
  'payout_status_changes',
  {
    payoutStatusChangeId: bigint('payout_status_change_id', { mode: 'bigint' })
      .primaryKey()
      .generatedAlwaysAsIdentity(),
    payoutId: text('payout_id').notNull(),
    connectedAccountId: connectedAccountId(),
    status: text('status').notNull(),
    failureCode: text('failure_code'),
    seenAt: instant('seen_at').notNull(),
  },
  (t) => [
    uniqueIndex('payout_status_changes_once').on(t.payoutId, t.status, sql`coalesce(failure_code, '')`),
  ],
);
