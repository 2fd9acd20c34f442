import { eq } from 'drizzle-orm';
import { holds } from '#drizzle/schema/holds.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

/** The hold as it is, until the caller's transaction ends. @throws DomainError `not_found` */
export async function lockHold(tx: Transaction, holdId: string): Promise<typeof holds.$inferSelect> {
  const [hold] = await tx.select().from(holds).where(eq(holds.holdId, holdId)).for('update');
  if (hold === undefined) throw new DomainError('not_found', 'There is no such hold.');
  return hold;
}
