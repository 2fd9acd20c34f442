import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { connectedAccountId, instant, minorAmount } from './columns.ts';

/**
 * Connected accounts whose payouts Sluice makes. Its row is the lock under which money of one account is proposed, held
 * and sent: whoever decides about it locks this row first, so that two of them never decide on the same facts.
 */
export const payoutAccounts = pgTable('payout_accounts', {
  connectedAccountId: connectedAccountId().primaryKey(),
  enrolledAt: instant('enrolled_at').notNull().defaultNow(),
  enrolledBy: text('enrolled_by').notNull(),
  /** Refusals with one and the same code since the last payout that was accepted. */
  equalRefusals: integer('equal_refusals').notNull().default(0),
  lastRefusalCode: text('last_refusal_code'),
  /** Since then nothing is sent, until a person looks. */
  breakerOpenedAt: instant('breaker_opened_at'),
  /** When Stripe's list of its payouts was last read for a lock of dispatch, by the database's clock. */
  payoutsReadAt: instant('payouts_read_at'),
});

/** What we wish: an amount to one bank account or card of one connected account. */
export const payoutRequests = pgTable(
  'payout_requests',
  {
    payoutRequestId: text('payout_request_id').primaryKey(),
    connectedAccountId: connectedAccountId(),
    currency: text('currency').notNull(),
    amount: minorAmount('amount').notNull(),
    method: text('method', { enum: ['standard', 'instant'] }).notNull(),
    destinationId: text('destination_id').notNull(),
    destinationFingerprint: text('destination_fingerprint').notNull(),
    sourceType: text('source_type'),
    statementDescriptor: text('statement_descriptor'),
    /** The exact text that is shown, hashed, signed and sent; the database checks that it says what the columns say. */
    payload: text('payload').notNull(),
    payloadHash: text('payload_hash').notNull(),
    /** One more with every change, for whoever decides on what was shown. */
    version: integer('version').notNull().default(1),
    state: text('state', {
      enum: [
        'in_review',
        'approved',
        'dispatching',
        'unknown',
        'sent',
        'settled',
        'refused',
        'returned',
        'rejected',
        'cancelled',
      ],
    }).notNull(),
    origin: text('origin', { enum: ['cadence', 'person', 'file', 'owner'] }).notNull(),
    /** The person who asked, or whose cadence nobody else has approved yet; null when a cadence did. Whoever asked never decides. */
    requestedByOperatorId: text('requested_by_operator_id'),
    requestedBy: text('requested_by').notNull(),
    /** The person who opened it again last, after a refusal or return: its maker too. */
    reopenedByOperatorId: text('reopened_by_operator_id'),
    /** Its version since then, set by the database: what was decided about an earlier one counts no more. */
    reopenedVersion: integer('reopened_version'),
    requestedAt: instant('requested_at').notNull().defaultNow(),
    /** Which version of the policy chose the route, and why in words for people. */
    policyVersionId: text('policy_version_id'),
    route: text('route', { enum: ['automatic', 'wait', 'people'] }).notNull(),
    routeReasons: jsonb('route_reasons').$type<string[]>().notNull(),
    approvalsNeeded: smallint('approvals_needed').notNull(),
    /** At least one of the approvals must come from this role; null for any. */
    approverRole: text('approver_role', { enum: ['finance_operator', 'risk_reviewer', 'administrator'] }),
    /** The end of the time in which an approval, or a route without people, can be taken back. */
    leavesAfter: instant('leaves_after'),
    /** The policy's wait, beside its people: never earlier than it was, whoever approves. Null where it asks for none. */
    waitsUntil: instant('waits_until'),
    /** Minor units that the policy was asked about, where that is more than the amount: it never shrinks. */
    judgedAmount: minorAmount('judged_amount'),
    stateSince: instant('state_since').notNull().defaultNow(),
    attemptCount: smallint('attempt_count').notNull().default(0),
    /** Its money is reserved in the ledger under `<payout_request_id>/<reservation_number>`, once more after each change or return. */
    reservationNumber: smallint('reservation_number').notNull().default(1),
    isReserved: boolean('is_reserved').notNull(),
    payoutId: text('payout_id'),
    /** Of a refusal or return: what a person is told. */
    failureCode: text('failure_code'),
    failureMessage: text('failure_message'),
    /** Who has it open to decide; a lease, so that a closed laptop frees it. */
    reviewerOperatorId: text('reviewer_operator_id'),
    reviewerUntil: instant('reviewer_until'),
  },
  (t) => [
    index('payout_requests_by_account').on(t.connectedAccountId, t.requestedAt, t.payoutRequestId),
    // The search by an amount: a range in each currency.
    index('payout_requests_by_amount').on(t.currency, t.amount, t.payoutRequestId),
    index('payout_requests_by_state').on(t.state, t.requestedAt, t.payoutRequestId),
    index('payout_requests_to_dispatch')
      .on(t.leavesAfter, t.payoutRequestId)
      .where(sql`state = 'approved'`),
    index('payout_requests_open')
      .on(t.connectedAccountId, t.currency)
      .where(sql`state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')`),
    uniqueIndex('payout_requests_one_payout')
      .on(t.payoutId)
      .where(sql`payout_id is not null`),
    check('payout_requests_amount', sql`amount > 0`),
    check('payout_requests_judged_amount', sql`judged_amount > amount`),
    check('payout_requests_currency', sql`currency ~ '^[a-z]{3}$'`),
    check('payout_requests_method', sql`method in ('standard', 'instant')`),
    check('payout_requests_origin', sql`origin in ('cadence', 'person', 'file', 'owner')`),
    check('payout_requests_route', sql`route in ('automatic', 'wait', 'people')`),
    check(
      'payout_requests_state',
      sql`state in ('in_review', 'approved', 'dispatching', 'unknown', 'sent', 'settled', 'refused', 'returned', 'rejected', 'cancelled')`,
    ),
    check(
      'payout_requests_approvals',
      sql`approvals_needed >= 0 and (route <> 'people' or approvals_needed >= 1)`,
    ),
    check(
      'payout_requests_approver_role',
      sql`approver_role is null or (approvals_needed >= 1 and approver_role in ('finance_operator', 'risk_reviewer', 'administrator'))`,
    ),
    check(
      'payout_requests_asked_by',
      sql`origin = 'cadence' or (origin in ('person', 'file')) = (requested_by_operator_id is not null)`,
    ),
    check(
      'payout_requests_payload_hash',
      sql`payload_hash = encode(sha256(convert_to(payload, 'UTF8')), 'hex')`,
    ),
    check(
      'payout_requests_payload',
      sql`payload::jsonb = jsonb_build_object('payout_request_id', payout_request_id, 'connected_account_id', connected_account_id,
        'amount', amount::text, 'currency', currency, 'method', method, 'destination_id', destination_id,
        'destination_fingerprint', destination_fingerprint, 'source_type', source_type, 'statement_descriptor', statement_descriptor)`,
    ),
    check(
      'payout_requests_reserved',
      sql`is_reserved = (state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused'))`,
    ),
    check(
      'payout_requests_sent_has_payout',
      sql`state not in ('sent', 'settled', 'returned') or payout_id is not null`,
    ),
  ],
);

/**
 * Which balance transactions a request pays, decided when it is proposed, because Stripe cannot say what a manual payout
 * contains. The shares of live allocations of one balance transaction never exceed its net.
 */
export const payoutAllocations = pgTable(
  'payout_allocations',
  {
    payoutRequestId: text('payout_request_id')
      .notNull()
      .references(() => payoutRequests.payoutRequestId),
    balanceTransactionId: text('balance_transaction_id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    connectedAccountId: connectedAccountId(),
    reservationNumber: smallint('reservation_number').notNull(),
    /** Signed, minor units of the request's currency; refunds and fees come with a minus. */
    amount: minorAmount('amount').notNull(),
    /** Set when the request ended without a payout, or its payout came back. */
    releasedAt: instant('released_at'),
  },
  (t) => [
    primaryKey({
      name: 'payout_allocations_key',
      columns: [t.payoutRequestId, t.reservationNumber, t.occurredAt, t.balanceTransactionId],
    }),
    index('payout_allocations_live')
      .on(t.balanceTransactionId)
      .where(sql`released_at is null`),
    check('payout_allocations_amount', sql`amount <> 0`),
  ],
);

/** One intent to call Stripe, committed before the call, with a key of its own. */
export const payoutAttempts = pgTable(
  'payout_attempts',
  {
    payoutAttemptId: text('payout_attempt_id').primaryKey(),
    payoutRequestId: text('payout_request_id')
      .notNull()
      .references(() => payoutRequests.payoutRequestId),
    connectedAccountId: connectedAccountId(),
    attemptNumber: smallint('attempt_number').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    payloadHash: text('payload_hash').notNull(),
    state: text('state', {
      enum: ['claimed', 'calling', 'unknown', 'accepted', 'refused', 'returned', 'absent', 'abandoned'],
    }).notNull(),
    /** One more with every worker that takes it: a stale one finds another number and writes nothing. */
    claimNumber: integer('claim_number').notNull().default(1),
    claimedBy: text('claimed_by').notNull(),
    claimedUntil: instant('claimed_until').notNull(),
    /** Set with every permit, by the database's clock: afterwards this call cannot be under way any more. */
    callUntil: instant('call_until'),
    /** The epoch of the kill switch under which the call was permitted. */
    epoch: minorAmount('epoch'),
    calls: smallint('calls').notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
    firstCalledAt: instant('first_called_at'),
    lastCalledAt: instant('last_called_at'),
    /** What Stripe said, as far as it said anything. */
    payoutId: text('payout_id'),
    stripeRequestId: text('stripe_request_id'),
    statusCode: integer('status_code'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    /** Stripe answers this key with the failure that it keeps, and said so: whatever comes under it gets the same. */
    hasStoredFailure: boolean('has_stored_failure').notNull().default(false),
    lookUps: integer('look_ups').notNull().default(0),
    lookedUpAt: instant('looked_up_at'),
    nextLookUpAt: instant('next_look_up_at'),
    /** A whole look-up after the last call had settled, with its key spent, found nothing. */
    absentSince: instant('absent_since'),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('payout_attempts_number').on(t.payoutRequestId, t.attemptNumber),
    // What was given up before its call leaves its key to the next attempt.
    uniqueIndex('payout_attempts_key')
      .on(t.idempotencyKey)
      .where(sql`first_called_at is not null`),
    // Promise 5: while one attempt may have a payout at Stripe there is no other.
    uniqueIndex('payout_attempts_one_live')
      .on(t.payoutRequestId)
      .where(sql`state in ('claimed', 'calling', 'unknown', 'accepted')`),
    // Per account one call after the other.
    uniqueIndex('payout_attempts_one_call')
      .on(t.connectedAccountId)
      .where(sql`state = 'calling'`),
    uniqueIndex('payout_attempts_one_payout')
      .on(t.payoutId)
      .where(sql`payout_id is not null`),
    index('payout_attempts_by_stripe_request')
      .on(t.stripeRequestId)
      .where(sql`stripe_request_id is not null`),
    index('payout_attempts_calling')
      .on(t.callUntil)
      .where(sql`state = 'calling'`),
    index('payout_attempts_claimed')
      .on(t.claimedUntil)
      .where(sql`state = 'claimed'`),
    index('payout_attempts_unknown')
      .on(t.nextLookUpAt)
      .where(sql`state = 'unknown'`),
    // Thought absent, and something says that Stripe has it after all.
    index('payout_attempts_doubted')
      .on(t.nextLookUpAt)
      .where(sql`state = 'absent' and next_look_up_at is not null`),
    index('payout_attempts_by_account').on(t.connectedAccountId, t.createdAt),
    check(
      'payout_attempts_state',
      sql`state in ('claimed', 'calling', 'unknown', 'accepted', 'refused', 'returned', 'absent', 'abandoned')`,
    ),
    check(
      'payout_attempts_calling_until',
      sql`state <> 'calling' or (call_until is not null and epoch is not null)`,
    ),
    check('payout_attempts_has_payout', sql`(payout_id is not null) = (state in ('accepted', 'returned'))`),
    check('payout_attempts_absent_proven', sql`state <> 'absent' or absent_since is not null`),
  ],
);
