import { and, desc, eq, isNull, ne, type SQL } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { disputes } from '#drizzle/schema/disputes.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { disputeInWords } from './dispute-in-words.ts';
import { isOfSharedCharge } from './shared-disputes.ts';
import type { Dispute } from './types.ts';

/**
 * A page's worth, newest first; the timeline has every one of them. Of its own charges, of those of the platform that
 * paid it by transfer, and of those that it has a share of: each is one range of an index.
 */
export async function listDisputes(
  ctx: Context,
  connectedAccountId: string,
  limit: number,
): Promise<Dispute[]> {
  authorize(ctx, 'connected_accounts.read');
  const newest = (where: SQL | undefined) => newestOf(connectedAccountId, where, limit);
  const rows = await unionAll(
    newest(eq(disputes.connectedAccountId, connectedAccountId)),
    newest(eq(disputes.transferDestination, connectedAccountId)),
    newest(and(isNull(disputes.transferDestination), isOfSharedCharge(connectedAccountId, limit))),
  )
    .orderBy((found) => [desc(found.occurredAt), desc(found.disputeId)])
    .limit(limit);
  return rows.map((row) => ({
    ...row,
    amount: money(row.amount, currency(row.currency)),
    words: disputeInWords(row, ctx.now),
  }));
}

function newestOf(connectedAccountId: string, where: SQL | undefined, limit: number) {
  return database()
    .select({
      disputeId: disputes.disputeId,
      occurredAt: disputes.occurredAt,
      amount: disputes.amount,
      currency: disputes.currency,
      status: disputes.status,
      reason: disputes.reason,
      chargeId: disputes.chargeId,
      isOnPlatform: ne(disputes.connectedAccountId, connectedAccountId).mapWith(Boolean).as('is_on_platform'),
      evidenceDueAt: disputes.evidenceDueAt,
      hasEvidence: disputes.hasEvidence,
      balanceTransactionIds: disputes.balanceTransactionIds,
      readAt: disputes.readAt,
    })
    .from(disputes)
    .where(where)
    .orderBy(desc(disputes.occurredAt), desc(disputes.disputeId))
    .limit(limit);
}
