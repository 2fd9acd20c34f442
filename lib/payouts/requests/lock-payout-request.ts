import { and, eq, sql } from 'drizzle-orm';
import { payoutApprovals } from '#drizzle/schema/approvals.ts';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { lockPayoutAccount } from './lock-payout-account.ts';

export type StoredRequest = typeof payoutRequests.$inferSelect;

/**
 * Locks a request behind the row of its account, the order of every writer.
 * @param seenVersion what the person looked at; another one is refused
 * @throws DomainError `not_found`, `conflict`
 */
export async function lockPayoutRequest(
  tx: Transaction,
  payoutRequestId: string,
  seenVersion?: number,
): Promise<StoredRequest> {
  const byId = eq(payoutRequests.payoutRequestId, payoutRequestId);
  const [found] = await tx
    .select({ connectedAccountId: payoutRequests.connectedAccountId })
    .from(payoutRequests)
    .where(byId);
  if (found === undefined)
    throw new DomainError('not_found', `There is no payout request ${payoutRequestId}.`);
  await lockPayoutAccount(tx, found.connectedAccountId);
  const [request] = await tx.select().from(payoutRequests).where(byId).for('update');
  if (request === undefined) throw new Error(`${payoutRequestId} has gone while its account was locked`);
  if (seenVersion !== undefined && request.version !== seenVersion)
    throw new DomainError(
      'conflict',
      'This request has changed since you opened it. Look at it again, then decide.',
    );
  return request;
}

/** Whether this person asked for it, or opened it again: its maker, who never decides it. */
export const isMakerOf = (
  { requestedByOperatorId, reopenedByOperatorId }: StoredRequest,
  operatorId: string,
): boolean => requestedByOperatorId === operatorId || reopenedByOperatorId === operatorId;

/** Decisions about a request as it was count no more. @returns how many there were */
export async function voidApprovals(
  tx: Transaction,
  payoutRequestId: string,
  because: string,
): Promise<number> {
  const voided = await tx
    .update(payoutApprovals)
    .set({ state: 'void', voidedAt: sql`now()`, voidedBecause: because })
    .where(and(eq(payoutApprovals.payoutRequestId, payoutRequestId), eq(payoutApprovals.state, 'given')))
    .returning({ id: payoutApprovals.payoutApprovalId });
  return voided.length;
}
