import { and, eq, isNull, sql } from 'drizzle-orm';
import { payoutAllocations, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { listUnpaidShares } from '../../ledger/open-shares-queries.ts';
import { releasePayoutMoney, reservePayoutMoney } from '../../ledger/reserve-payout-money.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { allocate, type OpenShare, sharesOfBalance } from '../rules/allocate-balance-transactions.ts';

/** Bounded by what one statement takes as parameters. */
const ALLOCATIONS_PER_INSERT = 2_000;

type Reserved = Pick<
  typeof payoutRequests.$inferSelect,
  'payoutRequestId' | 'connectedAccountId' | 'currency' | 'amount' | 'requestedAt' | 'reservationNumber'
>;

/** The balance transactions that make up what is available, oldest first; the caller holds the account's row. */
export async function readOpenShares(
  tx: Transaction,
  book: { connectedAccountId: string; currency: string },
  available: bigint,
): Promise<OpenShare[]> {
  return sharesOfBalance(await listUnpaidShares(tx, book, available), available);
}

/**
 * Sets a request's money aside in the books and says which balance transactions it is.
 * @param shares as `readOpenShares` found them in this transaction
 * @throws DomainError `precondition_failed` when there is less
 */
export async function reserveRequestMoney(
  tx: Transaction,
  request: Reserved,
  shares: readonly OpenShare[],
  at: Date,
): Promise<void> {
  const parts = allocate(shares, request.amount);
  if (parts === null) {
    const known = shares.reduce((sum, { amount }) => sum + amount, 0n);
    throw new DomainError(
      'precondition_failed',
      `Only ${formatMoney({ amount: known > 0n ? known : 0n, currency: currencyCode(request.currency) })} of this balance is known transaction by transaction. Ask for that much, or wait until the rest has been read from Stripe.`,
    );
  }
  await reservePayoutMoney(tx, request, at);
  for (let start = 0; start < parts.length; start += ALLOCATIONS_PER_INSERT)
    await tx.insert(payoutAllocations).values(
      parts.slice(start, start + ALLOCATIONS_PER_INSERT).map((part) => ({
        ...part,
        payoutRequestId: request.payoutRequestId,
        connectedAccountId: request.connectedAccountId,
        reservationNumber: request.reservationNumber,
      })),
    );
}

/**
 * A request's money is free again: it ended without a payout, or it is about to be reserved anew. The caller holds the
 * account's row and the request's, and says `isReserved` in the same update as the state: the database keeps them one.
 */
export async function freeRequestMoney(
  tx: Transaction,
  request: Reserved & { isReserved: boolean },
  at: Date,
): Promise<void> {
  if (request.isReserved) await releasePayoutMoney(tx, request, at);
  await tx
    .update(payoutAllocations)
    .set({ releasedAt: sql`now()` })
    .where(
      and(
        eq(payoutAllocations.payoutRequestId, request.payoutRequestId),
        isNull(payoutAllocations.releasedAt),
      ),
    );
}

/** The request ends without a payout: its money is free again, and nobody has it open any more. */
export async function endRequestUnpaid(
  tx: Transaction,
  request: Reserved & { isReserved: boolean },
  state: (typeof payoutRequests.$inferSelect)['state'],
  at: Date,
): Promise<void> {
  await freeRequestMoney(tx, request, at);
  await tx
    .update(payoutRequests)
    .set({ state, isReserved: false, reviewerOperatorId: null, reviewerUntil: null })
    .where(eq(payoutRequests.payoutRequestId, request.payoutRequestId));
}
