import { desc, eq } from 'drizzle-orm';
import { balanceTransactions } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';

/** A charge with refunds and a dispute makes fewer than ten. */
const BALANCE_TRANSACTIONS_MAX = 50;

/** Balance transactions that one object at Stripe caused, newest first. @throws DomainError `forbidden` */
export async function listBalanceTransactionsOfSource(
  ctx: Context,
  sourceId: string,
): Promise<{ balanceTransactionId: string; postedAt: Date | null }[]> {
  authorize(ctx, 'ledger.read');
  return database()
    .select({
      balanceTransactionId: balanceTransactions.balanceTransactionId,
      postedAt: balanceTransactions.postedAt,
    })
    .from(balanceTransactions)
    .where(eq(balanceTransactions.sourceId, sourceId))
    .orderBy(desc(balanceTransactions.occurredAt), desc(balanceTransactions.balanceTransactionId))
    .limit(BALANCE_TRANSACTIONS_MAX);
}
