import { eq } from 'drizzle-orm';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

export type AccountRejectionRow = typeof accountRejections.$inferSelect;

/** The wish as it is, until the caller's transaction ends. @throws DomainError `not_found` */
export async function lockAccountRejection(
  tx: Transaction,
  accountRejectionId: string,
): Promise<AccountRejectionRow> {
  const [row] = await tx
    .select()
    .from(accountRejections)
    .where(eq(accountRejections.accountRejectionId, accountRejectionId))
    .for('update');
  if (row === undefined) throw new DomainError('not_found', 'There is no such rejection.');
  return row;
}
