import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import { connectedAccounts, externalAccounts } from '#drizzle/schema/connected-accounts.ts';
import { payouts, payoutStatusChanges } from '#drizzle/schema/payouts.ts';
import { stripeCalls } from '#drizzle/schema/stripe-calls.ts';
import { stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { listBalanceTransactionsOfPayout } from '../ledger/balance-transaction-queries.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import type {
  PayoutDestination,
  PayoutDetail,
  PayoutEvent,
  PayoutStatusChange,
  PayoutStripeCall,
} from './types.ts';

/** A payout has five states and a handful of events; more than this is a defect worth seeing, not a longer page. */
const EVENTS_MAX = 100;
const STATUS_CHANGES_MAX = 50;
/** Two to five calls an event; of a payout that Stripe refuses again and again, the newest. */
const STRIPE_CALLS_MAX = 100;

const payoutColumns = {
  payoutId: payouts.payoutId,
  connectedAccountId: payouts.connectedAccountId,
  livemode: payouts.livemode,
  occurredAt: payouts.occurredAt,
  amount: payouts.amount,
  currency: payouts.currency,
  status: payouts.status,
  method: payouts.method,
  isAutomatic: payouts.isAutomatic,
  arrivesOn: payouts.arrivesOn,
  destinationId: payouts.destinationId,
  balanceTransactionId: payouts.balanceTransactionId,
  failureBalanceTransactionId: payouts.failureBalanceTransactionId,
  failureCode: payouts.failureCode,
  failureMessage: payouts.failureMessage,
  traceStatus: payouts.traceStatus,
  traceValue: payouts.traceValue,
  originalPayoutId: payouts.originalPayoutId,
  reversedByPayoutId: payouts.reversedByPayoutId,
  reconciliationStatus: payouts.reconciliationStatus,
  sourceType: payouts.sourceType,
  statementDescriptor: payouts.statementDescriptor,
  metadata: payouts.metadata,
  paidSeenAt: payouts.paidSeenAt,
  readAt: payouts.readAt,
  contentsReadAt: payouts.contentsReadAt,
  contentsCount: payouts.contentsCount,
  contentsNet: payouts.contentsNet,
};

const destinationColumns = {
  externalAccountId: externalAccounts.externalAccountId,
  kind: externalAccounts.kind,
  institution: externalAccounts.institution,
  last4: externalAccounts.last4,
  country: externalAccounts.country,
  status: externalAccounts.status,
  isDeleted: sql`${externalAccounts.deletedAt} is not null`.mapWith(Boolean),
  firstSeenAt: externalAccounts.firstSeenAt,
};

/** @throws DomainError `forbidden`, `not_found` */
export async function getPayout(ctx: Context, payoutId: string): Promise<PayoutDetail> {
  authorize(ctx, 'payouts.read');
  const [found] = await database()
    .select({
      payout: payoutColumns,
      connectedAccountName: connectedAccounts.displayName,
      country: connectedAccounts.country,
      lockStrength: connectedAccounts.lockStrength,
    })
    .from(payouts)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, payouts.connectedAccountId))
    .where(eq(payouts.payoutId, payoutId))
    .limit(1);
  if (!found) throw new DomainError('not_found', 'Sluice has not seen a payout with this id.');
  const { payout, ...connectedAccount } = found;
  const [destination, statusChanges, events, calls, transactions] = await Promise.all([
    readDestination(payout.destinationId),
    readStatusChanges(payoutId),
    readEvents(payoutId),
    readStripeCalls(payout),
    listBalanceTransactionsOfPayout(ctx, payout),
  ]);
  return {
    ...payout,
    ...connectedAccount,
    amount: money(payout.amount, currency(payout.currency)),
    destination,
    destinationLast4: destination?.last4 ?? null,
    destinationInstitution: destination?.institution ?? null,
    statusChanges,
    events,
    stripeCalls: calls,
    balanceTransactions: transactions,
  };
}

async function readDestination(destinationId: string | null): Promise<PayoutDestination | null> {
  if (destinationId === null) return null;
  const [destination] = await database()
    .select(destinationColumns)
    .from(externalAccounts)
    .where(eq(externalAccounts.externalAccountId, destinationId))
    .limit(1);
  return destination ?? null;
}

function readStatusChanges(payoutId: string): Promise<PayoutStatusChange[]> {
  return database()
    .select({
      status: payoutStatusChanges.status,
      failureCode: payoutStatusChanges.failureCode,
      seenAt: payoutStatusChanges.seenAt,
    })
    .from(payoutStatusChanges)
    .where(eq(payoutStatusChanges.payoutId, payoutId))
    .orderBy(asc(payoutStatusChanges.seenAt), asc(payoutStatusChanges.payoutStatusChangeId))
    .limit(STATUS_CHANGES_MAX);
}

function readEvents(payoutId: string): Promise<PayoutEvent[]> {
  return database()
    .select({
      stripeEventId: stripeEvents.stripeEventId,
      type: stripeEvents.type,
      occurredAt: stripeEvents.occurredAt,
      receivedAt: stripeEvents.receivedAt,
      arrivedBy: stripeEvents.arrivedBy,
      state: stripeEvents.state,
    })
    .from(stripeEvents)
    .where(eq(stripeEvents.objectId, payoutId))
    .orderBy(asc(stripeEvents.occurredAt), asc(stripeEvents.stripeEventId))
    .limit(EVENTS_MAX);
}

async function readStripeCalls({
  payoutId,
  connectedAccountId,
}: Pick<PayoutDetail, 'payoutId' | 'connectedAccountId'>): Promise<PayoutStripeCall[]> {
  const newest = await database()
    .select({
      key: sql<string>`${stripeCalls.stripeCallId}::text`,
      calledAt: stripeCalls.calledAt,
      method: stripeCalls.method,
      endpoint: stripeCalls.endpoint,
      outcome: stripeCalls.outcome,
      statusCode: stripeCalls.statusCode,
      stripeRequestId: stripeCalls.stripeRequestId,
      durationMs: stripeCalls.durationMs,
      traceId: stripeCalls.traceId,
    })
    .from(stripeCalls)
    .where(and(eq(stripeCalls.objectId, payoutId), eq(stripeCalls.connectedAccountId, connectedAccountId)))
    .orderBy(desc(stripeCalls.calledAt), desc(stripeCalls.stripeCallId))
    .limit(STRIPE_CALLS_MAX);
  return newest.reverse();
}

/** The payout before this one from the same balance; null for the first. @throws DomainError `forbidden` */
export async function findPayoutBefore(
  ctx: Context,
  payout: Pick<PayoutDetail, 'connectedAccountId' | 'occurredAt' | 'amount'>,
): Promise<{ payoutId: string; occurredAt: Date } | null> {
  authorize(ctx, 'payouts.read');
  const [before] = await database()
    .select({ payoutId: payouts.payoutId, occurredAt: payouts.occurredAt })
    .from(payouts)
    .where(
      and(
        eq(payouts.connectedAccountId, payout.connectedAccountId),
        eq(payouts.currency, payout.amount.currency),
        lt(payouts.occurredAt, payout.occurredAt),
      ),
    )
    .orderBy(desc(payouts.occurredAt), desc(payouts.payoutId))
    .limit(1);
  return before ?? null;
}
