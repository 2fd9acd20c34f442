import { and, eq, isNull, sql } from 'drizzle-orm';
import { operatorInvitations } from '#drizzle/schema/people.ts';
import type { Transaction } from '../../db/transaction.ts';

/** Whoever is vouched for needs no link any more: one that is still open could be used after the word, so it ends with it. */
export async function endOpenLink(tx: Transaction, operatorId: string): Promise<void> {
  await tx
    .update(operatorInvitations)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(operatorInvitations.operatorId, operatorId),
        isNull(operatorInvitations.usedAt),
        isNull(operatorInvitations.revokedAt),
      ),
    );
}
