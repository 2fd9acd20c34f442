import { and, eq, isNull, sql } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { operators } from '#drizzle/schema/floor.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { executeSet } from '../ledger/execute-set.ts';
import type { SellerInvitationRow } from './lock-seller-invitation.ts';

/**
 * What may have changed since somebody was invited, asked again at each step until they have accepted: the account has disconnected,
 * the address has come to work here, or an account that was made for them is somebody else's. The database refuses it, too.
 * @throws DomainError `precondition_failed`
 */
export async function refuseChangedSince(
  tx: Transaction,
  row: Pick<SellerInvitationRow, 'sellerInvitationId' | 'makesAccount' | 'connectedAccountId' | 'email'>,
): Promise<void> {
  const connectedAccountId = row.connectedAccountId ?? '';
  const [account] = await tx
    .select({ deauthorizedAt: connectedAccounts.deauthorizedAt })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
  if (account?.deauthorizedAt != null)
    throw new DomainError(
      'precondition_failed',
      'This account has disconnected the platform: nobody is let in to it. Take the invitation back.',
    );
  if (!row.makesAccount && (await isColleague(tx, row.email)))
    throw new DomainError(
      'precondition_failed',
      'Somebody with this address works here now, and is nobody’s owner. Take the invitation back.',
    );
  if (row.makesAccount && (await isSomebodyElses(tx, row.sellerInvitationId, connectedAccountId)))
    throw new DomainError(
      'precondition_failed',
      'This account has money, an owner or a past from before. Take the invitation back: two people let its owner in, on the account’s page.',
    );
}

/** Who works here sees every account already, and is nobody's owner by a colleague's word. */
export async function isColleague(tx: Transaction, email: string): Promise<boolean> {
  const found = await tx
    .select({ id: operators.operatorId })
    .from(operators)
    .where(eq(sql`lower(${operators.email})`, email.toLowerCase()));
  return found.length > 0;
}

/** An owner who works here now would have one half of their own key. @throws DomainError `precondition_failed` */
export async function refuseWorksHere(tx: Transaction, email: string): Promise<void> {
  const found = await tx
    .select({ id: operators.operatorId })
    .from(operators)
    .where(and(eq(sql`lower(${operators.email})`, email.toLowerCase()), isNull(operators.disabledAt)));
  if (found.length > 0)
    throw new DomainError(
      'precondition_failed',
      'Somebody with this address works here, and would have a half of their own key. Invite another address.',
    );
}

/** Whether an account is another's than whom an invitation makes one for; asked of one that it does not name yet as well. */
export async function isSomebodyElses(
  tx: Transaction,
  sellerInvitationId: string,
  connectedAccountId: string,
): Promise<boolean> {
  const rows = await executeSet(
    tx,
    sql`
    select from seller_invitations as invitation where seller_invitation_id = ${sellerInvitationId}
      and is_not_made_for(jsonb_populate_record(invitation, jsonb_build_object('connected_account_id', ${connectedAccountId}::text)))`,
  );
  return rows.length > 0;
}
