import { eq } from 'drizzle-orm';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

export type SellerInvitationRow = typeof sellerInvitations.$inferSelect;

/** The invitation, held until the end of the transaction. @throws DomainError `not_found` */
export async function lockSellerInvitation(
  tx: Transaction,
  sellerInvitationId: string,
): Promise<SellerInvitationRow> {
  const [row] = await tx
    .select()
    .from(sellerInvitations)
    .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId))
    .for('update');
  if (row === undefined) throw new DomainError('not_found', 'There is no such invitation.');
  return row;
}
