import { eq, sql } from 'drizzle-orm';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import type { OwnerRenewalRow } from './owner-renewal-leaf.ts';

/**
 * What was asked for, held until the end of the transaction, and whether its week has passed.
 * @throws DomainError `not_found`; `conflict` once it was used or ended
 */
export async function lockOwnerRenewal(
  tx: Transaction,
  ownerRenewalId: string,
): Promise<{ row: OwnerRenewalRow; isExpired: boolean }> {
  const [found] = await tx
    .select({ row: ownerRenewals, isExpired: sql<boolean>`${ownerRenewals.expiresAt} <= clock_timestamp()` })
    .from(ownerRenewals)
    .where(eq(ownerRenewals.ownerRenewalId, ownerRenewalId))
    .for('update');
  if (found === undefined) throw new DomainError('not_found', 'Nobody asked for this.');
  if (found.row.usedAt !== null)
    throw new DomainError('conflict', 'They have chosen another password. The page shows how it stands now.');
  if (found.row.endedAt !== null)
    throw new DomainError('conflict', 'This is over. The page shows how it stands now.');
  return found;
}
