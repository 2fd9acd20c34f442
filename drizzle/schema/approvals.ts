import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { connectedAccountId, instant } from './columns.ts';

/** One person's word on exactly what was shown. Never changed but to void it. */
export const payoutApprovals = pgTable(
  'payout_approvals',
  {
    payoutApprovalId: text('payout_approval_id').primaryKey(),
    payoutRequestId: text('payout_request_id').notNull(),
    connectedAccountId: connectedAccountId(),
    decision: text('decision', { enum: ['approve', 'reject'] }).notNull(),
    /** Of what leaves, and of everything that was shown beside it. */
    payloadHash: text('payload_hash').notNull(),
    previewHash: text('preview_hash').notNull(),
    requestVersion: integer('request_version').notNull(),
    operatorId: text('operator_id').notNull(),
    operatorRole: text('operator_role').notNull(),
    reason: text('reason'),
    /** The proof of the person behind the session: a passkey's signature or a one-time code. */
    stepUpProofId: text('step_up_proof_id'),
    decidedAt: instant('decided_at').notNull().defaultNow(),
    state: text('state', { enum: ['given', 'void'] })
      .notNull()
      .default('given'),
    voidedAt: instant('voided_at'),
    voidedBecause: text('voided_because'),
  },
  (t) => [
    uniqueIndex('payout_approvals_once')
      .on(t.payoutRequestId, t.operatorId, t.payloadHash)
      .where(sql`state = 'given'`),
    uniqueIndex('payout_approvals_one_proof')
      .on(t.stepUpProofId, t.payoutRequestId)
      .where(sql`step_up_proof_id is not null`),
    index('payout_approvals_by_request').on(t.payoutRequestId, t.decidedAt),
    index('payout_approvals_by_operator').on(t.operatorId, t.decidedAt),
    // Which money of an account somebody rejected, and what was approved since.
    index('payout_approvals_by_account').on(t.connectedAccountId, t.decidedAt),
    check('payout_approvals_decision', sql`decision in ('approve', 'reject')`),
    check(
      'payout_approvals_state',
      sql`state in ('given', 'void') and (state = 'void') = (voided_at is not null)`,
    ),
    check('payout_approvals_reject_reason', sql`decision = 'approve' or reason is not null`),
  ],
);
