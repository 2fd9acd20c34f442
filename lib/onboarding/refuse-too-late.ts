import { and, eq, sql } from 'drizzle-orm';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { AGREED_UNTIL } from './invitation-is-over.ts';

/**
 * What spoke for somebody a week ago may not speak for them any more: each step towards an owner comes within a week of the one before it. The
 * database refuses it, too. @throws DomainError `precondition_failed` with `because`
 */
export async function refuseTooLate(
  tx: Transaction,
  sellerInvitationId: string,
  because: string,
): Promise<void> {
  const open = await tx
    .select({ id: sellerInvitations.sellerInvitationId })
    .from(sellerInvitations)
    .where(
      and(
        eq(sellerInvitations.sellerInvitationId, sellerInvitationId),
        sql`${AGREED_UNTIL} > clock_timestamp()`,
      ),
    );
  if (open.length === 0) throw new DomainError('precondition_failed', because);
}
