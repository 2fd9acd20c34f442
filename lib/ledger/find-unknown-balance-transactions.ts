import { inArray } from 'drizzle-orm';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { database } from '../db/client.ts';

/** Those of `ids` that are not stored yet, in the given order: what is known need not be asked of Stripe again. */
export async function findUnknownBalanceTransactions(ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const stored = await database()
    .select({ id: balanceTransactions.balanceTransactionId })
    .from(balanceTransactions)
    .where(inArray(balanceTransactions.balanceTransactionId, [...ids]));
  const known = new Set(stored.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}
