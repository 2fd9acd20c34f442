import { and, asc, count, desc, eq, notInArray, sql } from 'drizzle-orm';
import { payoutApprovals } from '#drizzle/schema/approvals.ts';
import { auditRecords } from '#drizzle/schema/audit.ts';
import { externalAccountChanges } from '#drizzle/schema/connected-accounts.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import { payoutAllocations, payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { listHoldsOfRequest } from '../../holds/queries.ts';
import { readBalanceTransactionTypes } from '../../ledger/source-queries.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import { getForgottenPayout } from '../dispatch/forgotten-payout-queries.ts';
import { getUnknownOutcome } from '../dispatch/unknown-outcome-queries.ts';
import { readDecisionPreview } from '../review/queries.ts';
import { firstSightInWords, SECONDS_AFTER_ACCOUNT } from '../../connected-accounts/first-sight.ts';
import { changeInWords, eventFacts } from './request-story.ts';
import { readPayoutRequests } from './queries.ts';
import { readDestinationsOf } from './reopening.ts';
import type {
  DestinationChange,
  PayoutRequestDetail,
  PayoutRequestRow,
  RequestAllocation,
  RequestAttempt,
  RequestDecision,
  RequestEvent,
} from './request-types.ts';

/** A page shows so many of each; a request has a handful. */
const SHOWN_MAX = 100;
/** Of a weekly payout hundreds may be in it; the newest say enough, and the number is there. */
const ALLOCATIONS_SHOWN = 12;
const CHANGES_SHOWN = 8;

/** Everything that whoever decides looks at, with what approving would do now. @throws DomainError `forbidden`, `not_found` */
export async function getPayoutRequest(ctx: Context, payoutRequestId: string): Promise<PayoutRequestDetail> {
  authorize(ctx, 'payouts.read');
  const [row] = await readPayoutRequests(ctx, [payoutRequestId]);
  if (row === undefined) throw new DomainError('not_found', `There is no payout request ${payoutRequestId}.`);
  const [facts, holds, decisions, events, paid, destinationChanges, attempts, unknown, forgotten, preview] =
    await Promise.all([
      readFacts(payoutRequestId),
      listHoldsOfRequest(ctx, payoutRequestId),
      readDecisions(payoutRequestId),
      readEvents(payoutRequestId),
      readAllocations(ctx, row),
      readDestinationChanges(row),
      readAttempts(payoutRequestId),
      row.state === 'unknown' ? getUnknownOutcome(ctx, payoutRequestId) : null,
      getForgottenPayout(ctx, payoutRequestId),
      readDecisionPreview(ctx, payoutRequestId),
    ]);
  const { destinationFingerprint, ...shown } = facts;
  return {
    ...row,
    ...shown,
    ...paid,
    ...(await readDestinationsOf(row, { destinationId: facts.destinationId, destinationFingerprint })),
    holds,
    decisions,
    events,
    destinationChanges,
    attempts,
    unknown,
    forgotten,
    preview,
  };
}

async function readFacts(payoutRequestId: string) {
  const [facts] = await database()
    .select({
      destinationId: payoutRequests.destinationId,
      destinationFingerprint: payoutRequests.destinationFingerprint,
      statementDescriptor: payoutRequests.statementDescriptor,
      policyVersionId: payoutRequests.policyVersionId,
      attemptCount: payoutRequests.attemptCount,
      failureMessage: payoutRequests.failureMessage,
    })
    .from(payoutRequests)
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
  if (facts === undefined) throw new Error(`${payoutRequestId} has gone, and none ever goes`);
  return facts;
}

function readDecisions(payoutRequestId: string): Promise<RequestDecision[]> {
  return database()
    .select({
      payoutApprovalId: payoutApprovals.payoutApprovalId,
      decision: payoutApprovals.decision,
      operatorId: payoutApprovals.operatorId,
      name: sql<string>`coalesce(${operators.name}, ${payoutApprovals.operatorId})`,
      role: payoutApprovals.operatorRole,
      reason: payoutApprovals.reason,
      decidedAt: payoutApprovals.decidedAt,
      voidedBecause: payoutApprovals.voidedBecause,
    })
    .from(payoutApprovals)
    .leftJoin(operators, eq(operators.operatorId, payoutApprovals.operatorId))
    .where(eq(payoutApprovals.payoutRequestId, payoutRequestId))
    .orderBy(asc(payoutApprovals.decidedAt), asc(payoutApprovals.payoutApprovalId))
    .limit(SHOWN_MAX);
}

/** Who only looked is in the audit: a hundred looks would push what happened out of the story. */
const LOOKS = ['payout_request.claim_review', 'payout_request.release_review'] as const;

/** Who started what a job went through in their name, or whose approval was lost. */
const aboutWhom = sql<
  string | null
>`(select about.name from operators as about where about.operator_id = ${auditRecords.after} ->> 'operatorId')`;
const forWhom = sql`case when ${auditRecords.action} = 'bulk_decision.pass_over' then ${aboutWhom} end`;

async function readEvents(payoutRequestId: string): Promise<RequestEvent[]> {
  const rows = await database()
    .select({
      auditRecordId: sql<string>`${auditRecords.auditRecordId}::text`,
      at: auditRecords.recordedAt,
      action: auditRecords.action,
      by: sql<string>`coalesce(${operators.name}, ${connectedAccountOwners.name}, ${forWhom},
        case when ${auditRecords.actorKind} = 'job' then 'Sluice' end, ${auditRecords.actorId})`,
      about: aboutWhom,
      after: auditRecords.after,
    })
    .from(auditRecords)
    .leftJoin(operators, eq(operators.operatorId, auditRecords.actorId))
    // An owner stands in the record by account and e-mail.
    .leftJoin(
      connectedAccountOwners,
      and(
        eq(auditRecords.actorKind, 'connected_account_owner'),
        sql`${auditRecords.actorId} = ${connectedAccountOwners.connectedAccountId} || '/' || ${connectedAccountOwners.email}`,
      ),
    )
    .where(
      and(
        eq(auditRecords.subject, payoutRequestId),
        eq(auditRecords.outcome, 'done'),
        notInArray(auditRecords.action, [...LOOKS]),
      ),
    )
    .orderBy(asc(auditRecords.recordedAt), asc(auditRecords.auditRecordId))
    .limit(SHOWN_MAX);
  return rows.map(({ after, ...row }) => ({ ...row, ...eventFacts(row.action, after) }));
}

async function readAllocations(
  ctx: Context,
  { payoutRequestId, amount: { currency: code } }: PayoutRequestRow,
): Promise<{ allocations: RequestAllocation[]; allocationCount: number }> {
  const live = and(
    eq(payoutAllocations.payoutRequestId, payoutRequestId),
    eq(
      payoutAllocations.reservationNumber,
      sql`(select reservation_number from payout_requests where payout_request_id = ${payoutRequestId})`,
    ),
  );
  const [[counted], rows] = await Promise.all([
    database().select({ count: count() }).from(payoutAllocations).where(live),
    database()
      .select({
        balanceTransactionId: payoutAllocations.balanceTransactionId,
        occurredAt: payoutAllocations.occurredAt,
        amount: payoutAllocations.amount,
      })
      .from(payoutAllocations)
      .where(live)
      .orderBy(desc(payoutAllocations.occurredAt), asc(payoutAllocations.balanceTransactionId))
      .limit(ALLOCATIONS_SHOWN),
  ]);
  const types = await readBalanceTransactionTypes(ctx, rows);
  return {
    allocationCount: counted?.count ?? 0,
    allocations: rows.map((row) => ({
      ...row,
      type: types.get(row.balanceTransactionId) ?? null,
      amount: money(row.amount, currency(code)),
    })),
  };
}

async function readDestinationChanges({
  connectedAccountId,
}: PayoutRequestRow): Promise<DestinationChange[]> {
  const rows = await database()
    .select({
      externalAccountId: externalAccountChanges.externalAccountId,
      seenAt: externalAccountChanges.seenAt,
      secondsAfterAccount: SECONDS_AFTER_ACCOUNT,
      change: externalAccountChanges.change,
      before: externalAccountChanges.before,
      after: externalAccountChanges.after,
    })
    .from(externalAccountChanges)
    .where(eq(externalAccountChanges.connectedAccountId, connectedAccountId))
    .orderBy(desc(externalAccountChanges.seenAt), desc(externalAccountChanges.externalAccountChangeId))
    .limit(CHANGES_SHOWN);
  return rows.map(({ change, before, after, secondsAfterAccount, ...row }) => ({
    ...row,
    what: changeInWords({
      change,
      before,
      after,
      firstSight: secondsAfterAccount === null ? null : firstSightInWords(secondsAfterAccount),
    }),
  }));
}

function readAttempts(payoutRequestId: string): Promise<RequestAttempt[]> {
  return database()
    .select({
      payoutAttemptId: payoutAttempts.payoutAttemptId,
      attemptNumber: payoutAttempts.attemptNumber,
      state: payoutAttempts.state,
      calls: payoutAttempts.calls,
      lookUps: payoutAttempts.lookUps,
      createdAt: payoutAttempts.createdAt,
      stripeRequestId: payoutAttempts.stripeRequestId,
      errorCode: payoutAttempts.errorCode,
      errorMessage: payoutAttempts.errorMessage,
      nextLookUpAt: payoutAttempts.nextLookUpAt,
    })
    .from(payoutAttempts)
    .where(eq(payoutAttempts.payoutRequestId, payoutRequestId))
    .orderBy(asc(payoutAttempts.attemptNumber))
    .limit(SHOWN_MAX);
}
