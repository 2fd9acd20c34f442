import { sql, type SQL } from 'drizzle-orm';
import { executePrepared } from '../../db/execute-prepared.ts';
import type { Transaction } from '../../db/transaction.ts';
import { arrayLiteral } from '../../ledger/array-literal.ts';

/** Takes a lock for each account, in one order for all; a part of whatever statement needs them. */
export function riskLocks(connectedAccountIds: readonly string[]): SQL {
  const ids = [...new Set(connectedAccountIds)].sort();
  return sql`
    select pg_advisory_xact_lock(hashtextextended('risk:' || connected_account_id, 0)) as taken
    from unnest(${sql.param(arrayLiteral(ids))}::text[]) as account (connected_account_id)`;
}

/**
 * Until the end of the transaction nobody else learns anything of these accounts: what a decision has seen is exactly what
 * was learned before its time. `platform`, under which charges are matched with sellers, comes first and alone.
 */
export async function lockRiskAccounts(
  tx: Transaction,
  connectedAccountIds: readonly string[],
): Promise<void> {
  await executePrepared(tx, riskLocks(connectedAccountIds));
}
