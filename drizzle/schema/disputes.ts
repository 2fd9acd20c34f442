import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

/**
 * Mirror of Stripe's disputes. `won` may become `lost` and back by appeal, so no state is final. An older read never
 * overwrites a newer one.
 */
export const disputes = pgTable(
  'disputes',
  {
    disputeId: text('dispute_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    livemode: boolean('livemode').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    amount: minorAmount('amount').notNull(),
    currency: text('currency').notNull(),
    status: text('status').notNull(),
    reason: text('reason').notNull(),
    networkReasonCode: text('network_reason_code'),
    chargeId: text('charge_id').notNull(),
    paymentIntentId: text('payment_intent_id'),
    /** Of a destination charge, which is the platform's: the connected account that was paid out of it. */
    transferDestination: text('transfer_destination'),
    isChargeRefundable: boolean('is_charge_refundable').notNull(),
    /** Null when nothing can be sent. */
    evidenceDueAt: instant('evidence_due_at'),
    hasEvidence: boolean('has_evidence').notNull(),
    submissionCount: integer('submission_count').notNull(),
    /** What Stripe took and gave back for it: none for an inquiry, at most one of each. */
    balanceTransactionIds: jsonb('balance_transaction_ids').$type<string[]>().notNull(),
    readAt: instant('read_at').notNull(),
  },
  (t) => [
    index('disputes_by_account').on(t.connectedAccountId, t.occurredAt, t.disputeId),
    index('disputes_by_transfer_destination')
      .on(t.transferDestination, t.occurredAt, t.disputeId)
      .where(sql`${t.transferDestination} is not null`),
  ],
);
