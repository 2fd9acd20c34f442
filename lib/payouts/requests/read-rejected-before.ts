import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { allocate, type OpenShare } from '../rules/allocate-balance-transactions.ts';
import { rejectedBefore } from '../rules/rejected-before.ts';

/** Those are enough to know whom to ask; the rest is on record. */
const NAMED_MAX = 3;

type Rejection = { by: string; on: string; reason: string };

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
  const rows = await tx.execute<Rejection>(sql`
    select coalesce(person.name, said.operator_id) as by, to_char(said.decided_at at time zone 'UTC', 'YYYY-MM-DD') as on,
      coalesce(said.reason, '') as reason
    from rejections_of(${connectedAccountId}, ${currency},
      ${sql.param(paid.map(({ balanceTransactionId }) => balanceTransactionId))}::text[], clock_timestamp()) as said
    left join operators as person using (operator_id)
    order by said.decided_at desc, said.payout_approval_id limit ${NAMED_MAX}`);
  return rows.map(rejectedBefore);
}
