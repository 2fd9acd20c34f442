import { desc, eq } from 'drizzle-orm';
import { disputes } from '#drizzle/schema/disputes.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { disputeInWords } from './dispute-in-words.ts';
import type { Dispute } from './types.ts';

/** A page's worth; the timeline has every one of them. @returns disputes of one account, newest first */
export async function listDisputes(
  ctx: Context,
  connectedAccountId: string,
  limit: number,
): Promise<Dispute[]> {
  authorize(ctx, 'connected_accounts.read');
  const rows = await database()
    .select({
      disputeId: disputes.disputeId,
      occurredAt: disputes.occurredAt,
      amount: disputes.amount,
      currency: disputes.currency,
      status: disputes.status,
      reason: disputes.reason,
      chargeId: disputes.chargeId,
      evidenceDueAt: disputes.evidenceDueAt,
      hasEvidence: disputes.hasEvidence,
      balanceTransactionIds: disputes.balanceTransactionIds,
      readAt: disputes.readAt,
    })
    .from(disputes)
    .where(eq(disputes.connectedAccountId, connectedAccountId))
    .orderBy(desc(disputes.occurredAt), desc(disputes.disputeId))
    .limit(limit);
  return rows.map((row) => ({
    ...row,
    amount: money(row.amount, currency(row.currency)),
    words: disputeInWords(row, ctx.now),
  }));
}
