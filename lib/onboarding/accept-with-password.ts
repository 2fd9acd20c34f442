import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { connectedAccountOwners, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { invitationTokenHash } from '../auth/invitation-token.ts';
import { ownerContext } from '../auth/owner-sign-in.ts';
import { hashPassword } from '../auth/password-hash.ts';
import { passwordProblem, type PasswordProblem } from '../auth/password-rules.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { acceptSellerInvitation } from './accept-seller-invitation.ts';
import { renewOwnerPassword } from './renew-owner-password.ts';

export type OpenInvitation = {
  name: string;
  email: string;
  businessName: string;
  connectedAccountId: string;
  /** Who chooses another password; null for who accepts. */
  ownerId: string | null;
};

/** Whom a link belongs to; `null` when it is unknown, used, taken back or too old. */
export async function findSellerInvitation(token: string): Promise<OpenInvitation | null> {
  const [row] = await database()
    .select({
      name: sellerInvitations.name,
      email: sellerInvitations.email,
      businessName: sellerInvitations.businessName,
      connectedAccountId: sellerInvitations.connectedAccountId,
      ownerId: sellerInvitations.ownerId,
    })
    .from(sellerInvitations)
    .leftJoin(connectedAccountOwners, eq(connectedAccountOwners.ownerId, sellerInvitations.ownerId))
    .where(
      and(
        eq(sellerInvitations.tokenHash, invitationTokenHash(token)),
        isNull(sellerInvitations.linkUsedAt),
        isNull(sellerInvitations.revokedAt),
        gt(sellerInvitations.expiresAt, sql`now()`),
        isNull(connectedAccountOwners.disabledAt),
      ),
    );
  return row === undefined || row.connectedAccountId === null
    ? null
    : { ...row, connectedAccountId: row.connectedAccountId };
}

/**
 * Accepts, or sets another password, for whoever holds a link and knows the address that it was sent to; there is no context before.
 * @returns what is wrong with what was typed, or `null` when the person can sign in now
 * @throws DomainError `conflict` for a link that no longer works
 */
export async function acceptWithPassword(typed: {
  token: string;
  email: string;
  password: string;
}): Promise<PasswordProblem | 'address' | null> {
  const invitation = await findSellerInvitation(typed.token);
  if (invitation === null)
    throw new DomainError('conflict', 'This link was used, taken back or has expired. Ask for a new one.');
  const { name, email, businessName, connectedAccountId, ownerId } = invitation;
  if (typed.email.trim().toLowerCase() !== email.toLowerCase()) return 'address';
  const problem = passwordProblem(typed.password, [name, email, businessName]);
  if (problem !== null) return problem;
  const passwordHash = await hashPassword(typed.password);
  const ctx = ownerContext({ ownerId: ownerId ?? '', connectedAccountId, name, email });
  if (ownerId === null) await acceptSellerInvitation(ctx, { token: typed.token, name, passwordHash });
  else await renewOwnerPassword(ctx, { token: typed.token, ownerId, passwordHash });
  return null;
}
