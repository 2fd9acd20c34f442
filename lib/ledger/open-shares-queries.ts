import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { executeSet } from './execute-set.ts';
import { PAYOUT_TYPES } from './journal/families.ts';

/** What payouts have not taken of one balance transaction; signed minor units. */
export type UnpaidShare = { balanceTransactionId: string; occurredAt: Date; amount: bigint };

const PAGE = 2_000;
/** A balance of more transactions than this is paid out in several payouts. */
const SHARES_MAX = 50_000;

/**
 * Balance transactions in 2100 that no live allocation has taken whole, newest first, until they make up `balance`. The
 * caller holds the row of `payout_accounts`, so nobody allocates meanwhile.
 */
export async function listUnpaidShares(
  tx: Transaction,
  book: { connectedAccountId: string; currency: string },
  balance: bigint,
): Promise<UnpaidShare[]> {
  const found: UnpaidShare[] = [];
  let sum = 0n;
  let before: { at: string; id: string } | null = null;
  while (sum < balance && found.length < SHARES_MAX) {
    const page: readonly ShareRow[] = await readPage(tx, book, before);
    for (const row of page) {
      const amount = BigInt(row.amount);
      if (amount === 0n) continue;
      found.push({ balanceTransactionId: row.id, occurredAt: new Date(row.at), amount });
      sum += amount;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    before = { at: last.at, id: last.id };
  }
  return found;
}

type ShareRow = { id: string; at: string; amount: string };

function readPage(
  tx: Transaction,
  { connectedAccountId, currency }: { connectedAccountId: string; currency: string },
  before: { at: string; id: string } | null,
): Promise<readonly ShareRow[]> {
  return executeSet<ShareRow>(
    tx,
    sql`
    select moved.balance_transaction_id as id, moved.occurred_at::text as at, (moved.net - coalesce(taken.amount, 0))::text as amount
    from balance_transactions as moved
    left join lateral (
      select sum(amount) as amount from payout_allocations
      where balance_transaction_id = moved.balance_transaction_id and released_at is null) as taken on true
    where moved.connected_account_id = ${connectedAccountId} and moved.currency = ${currency}
      and moved.balance_type = 'payments' and moved.net <> 0 and moved.posted_at is not null
      and (moved.available_at <= moved.occurred_at or moved.availability_posted_at is not null)
      and moved.type not in (${sql.join(
        PAYOUT_TYPES.map((type) => sql`${type}`),
        sql`, `,
      )})
      and ${before === null ? sql`true` : sql`(moved.occurred_at, moved.balance_transaction_id) < (${before.at}::timestamptz, ${before.id})`}
    order by moved.occurred_at desc, moved.balance_transaction_id desc
    limit ${PAGE}`,
  );
}
