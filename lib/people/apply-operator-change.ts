import { and, eq, isNull, sql } from 'drizzle-orm';
import { operators, operatorSessions } from '#drizzle/schema/floor.ts';
import { noteLostApprovals } from '../approvals/note-lost-approvals.ts';
import type { Context, OperatorRole } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';

export type OperatorChange = { change: 'role' | 'disable' | 'enable'; toRole: OperatorRole };

/**
 * Writes a change that may be made. Who is disabled loses every session, so that coming back needs a new proof; whoever has another
 * role, or none of their access, loses the approvals that they gave before.
 */
export async function applyOperatorChange(
  tx: Transaction,
  ctx: Context,
  operatorId: string,
  { change, toRole }: OperatorChange,
): Promise<void> {
  const isThis = eq(operators.operatorId, operatorId);
  switch (change) {
    case 'role':
      await tx.update(operators).set({ role: toRole }).where(isThis);
      await noteLostApprovals(tx, ctx, operatorId);
      return;
    case 'enable':
      await tx.update(operators).set({ disabledAt: null }).where(isThis);
      return;
    case 'disable':
      await tx
        .update(operators)
        .set({ disabledAt: sql`now()` })
        .where(isThis);
      await tx
        .update(operatorSessions)
        .set({ revokedAt: sql`now()` })
        .where(and(eq(operatorSessions.operatorId, operatorId), isNull(operatorSessions.revokedAt)));
      await noteLostApprovals(tx, ctx, operatorId);
  }
}
