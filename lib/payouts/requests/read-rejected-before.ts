import { and, eq, gt, sql } from 'drizzle-orm';
import { payoutAllocations } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { allocate, type OpenShare } from '../rules/allocate-balance-transactions.ts';
import { rejectedBefore, type Rejection } from '../rules/rejected-before.ts';

/** Those are enough to know whom to ask; the rest is on record. */
const NAMED_MAX = 3;

/**
 * Who rejected money that a payout is about to pay, in sentences, the newest first. The narrowest that is true: a person rejected a request
 * that paid one of the same balance transactions, and nobody has approved since a payout with as much of it or more
 * (`rejections_of`). Newer money of the account is not meant, nor is what was cancelled. The caller holds the account's row.
 * @param shares as `readOpenShares` found them
 */
export async function readRejectedBefore(
  tx: Transaction,
  { connectedAccountId, currency, amount }: { connectedAccountId: string; currency: string; amount: bigint },
  shares: readonly OpenShare[],
): Promise<string[]> {
  // Null is refused when it is reserved, in words.
  const paid = allocate(shares, amount) ?? [];
  return readRejections(
    tx,
    { connectedAccountId, currency },
    paid.map(({ balanceTransactionId }) => balanceTransactionId),
  );
}

/** The same of a request that has its money set aside: somebody may have rejected other money of the same balance transactions since. */
export async function readRejectedSince(
  tx: Transaction,
  {
    payoutRequestId,
    reservationNumber,
    ...book
  }: { payoutRequestId: string; reservationNumber: number; connectedAccountId: string; currency: string },
): Promise<string[]> {
  const paid = await tx
    .select({ id: payoutAllocations.balanceTransactionId })
    .from(payoutAllocations)
    .where(
      and(
        eq(payoutAllocations.payoutRequestId, payoutRequestId),
        eq(payoutAllocations.reservationNumber, reservationNumber),
        gt(payoutAllocations.amount, 0n),
      ),
    );
  return readRejections(
    tx,
    book,
    paid.map(({ id }) => id),
  );
}

async function readRejections(
  tx: Transaction,
  { connectedAccountId, currency }: { connectedAccountId: string; currency: string },
  balanceTransactionIds: string[],
): Promise<string[]> {
  const rows = await tx.execute<Rejection>(sql`
    select coalesce(person.name, said.operator_id) as by, to_char(said.decided_at at time zone 'UTC', 'YYYY-MM-DD') as on,
      coalesce(said.reason, '') as reason
    from rejections_of(${connectedAccountId}, ${currency},
      ${sql.param(balanceTransactionIds)}::text[], clock_timestamp()) as said
    left join operators as person using (operator_id)
    order by said.decided_at desc, said.payout_approval_id limit ${NAMED_MAX}`);
  return rows.map(rejectedBefore);
}
