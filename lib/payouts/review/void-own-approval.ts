import { and, eq, sql } from 'drizzle-orm';
import { payoutApprovals } from '#drizzle/schema/approvals.ts';
import type { Transaction } from '../../db/transaction.ts';

/** One person's standing approval of a request counts no more. @returns whether there was one */
export async function voidOwnApproval(
  tx: Transaction,
  payoutRequestId: string,
  operatorId: string,
  because: string,
): Promise<boolean> {
  const voided = await tx
    .update(payoutApprovals)
    .set({ state: 'void', voidedAt: sql`now()`, voidedBecause: because })
    .where(
      and(
        eq(payoutApprovals.payoutRequestId, payoutRequestId),
        eq(payoutApprovals.operatorId, operatorId),
        eq(payoutApprovals.decision, 'approve'),
        eq(payoutApprovals.state, 'given'),
      ),
    )
    .returning({ id: payoutApprovals.payoutApprovalId });
  return voided.length > 0;
}
