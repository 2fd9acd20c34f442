import { and, desc, eq, inArray } from 'drizzle-orm';
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

/** Stripe's type of each, by id; one that is not mirrored is left out. @throws DomainError `forbidden` */
export async function readBalanceTransactionTypes(
  ctx: Context,
  asked: readonly { balanceTransactionId: string; occurredAt: Date }[],
): Promise<ReadonlyMap<string, string>> {
  authorize(ctx, 'ledger.read');
  if (asked.length === 0) return new Map();
  const rows = await database()
    .select({ id: balanceTransactions.balanceTransactionId, type: balanceTransactions.type })
    .from(balanceTransactions)
    .where(
      and(
        inArray(
          balanceTransactions.balanceTransactionId,
          asked.map(({ balanceTransactionId }) => balanceTransactionId),
        ),
        // The month of each, so that not every partition is asked.
        inArray(
          balanceTransactions.occurredAt,
          asked.map(({ occurredAt }) => occurredAt),
        ),
      ),
    );
  return new Map(rows.map(({ id, type }) => [id, type]));
}
