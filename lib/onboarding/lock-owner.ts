import { and, eq, isNull, sql } from 'drizzle-orm';
import { connectedAccountOwners, ownerSessions } from '#drizzle/schema/onboarding.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

export type OwnerRow = typeof connectedAccountOwners.$inferSelect;

/** The owner's row, held until the end of the transaction. @throws DomainError `not_found` */
export async function lockOwner(tx: Transaction, ownerId: string): Promise<OwnerRow> {
  const [row] = await tx
    .select()
    .from(connectedAccountOwners)
    .where(eq(connectedAccountOwners.ownerId, ownerId))
    .for('update');
  if (row === undefined) throw new DomainError('not_found', 'There is no such owner.');
  return row;
}

/** Signs an owner out everywhere. @returns how many sessions it ended */
export async function endSessionsOfOwner(tx: Transaction, ownerId: string): Promise<number> {
  const ended = await tx
    .update(ownerSessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(ownerSessions.ownerId, ownerId), isNull(ownerSessions.revokedAt)))
    .returning({ ownerId: ownerSessions.ownerId });
  return ended.length;
}
