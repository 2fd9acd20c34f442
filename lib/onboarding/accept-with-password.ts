import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { connectedAccountOwners, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { countSignInRefusal } from '../audit/count-sign-in-refusal.ts';
import { SELLER_LINK_ACTION } from '../audit/sign-in-words.ts';
import { invitationCodeHash, invitationTokenHash } from '../auth/invitation-token.ts';
import { ownerContext } from '../auth/owner-sign-in.ts';
import { hashPassword } from '../auth/password-hash.ts';
import { passwordProblem, type PasswordProblem } from '../auth/password-rules.ts';
import { forgetSignInTries, startSignInTry } from '../auth/sign-in-delay.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { log } from '../log.ts';
import { acceptSellerInvitation } from './accept-seller-invitation.ts';
import { renewOwnerPassword } from './renew-owner-password.ts';

export type OpenInvitation = {
  sellerInvitationId: string;
  name: string;
  email: string;
  businessName: string;
  connectedAccountId: string;
  /** Who chooses another password; null for who accepts. */
  ownerId: string | null;
  /** Of the other half of the key, for who accepts an account that was there before; null for every other. */
  codeHash: string | null;
};

/** Whom a link belongs to; `null` when it is unknown, used, taken back or too old. */
export async function findSellerInvitation(token: string): Promise<OpenInvitation | null> {
  const [row] = await database()
    .select({
      sellerInvitationId: sellerInvitations.sellerInvitationId,
      name: sellerInvitations.name,
      email: sellerInvitations.email,
      businessName: sellerInvitations.businessName,
      connectedAccountId: sellerInvitations.connectedAccountId,
      ownerId: sellerInvitations.ownerId,
      codeHash: sellerInvitations.codeHash,
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
  if (row === undefined || row.connectedAccountId === null) return null;
  const { connectedAccountId, ownerId, codeHash } = row;
  return { ...row, connectedAccountId, codeHash: ownerId === null ? codeHash : null };
}

/**
 * Whether a link that works no more does so because somebody used it: of two presses of a button the second one was in vain, and where
 * it was somebody else, whose link it was should know.
 */
export async function wasLinkUsed(token: string): Promise<boolean> {
  const used = await database()
    .select({ id: sellerInvitations.sellerInvitationId })
    .from(sellerInvitations)
    .where(
      and(
        eq(sellerInvitations.tokenHash, invitationTokenHash(token)),
        isNotNull(sellerInvitations.linkUsedAt),
        isNotNull(sellerInvitations.acceptedAt),
      ),
    );
  return used.length > 0;
}

type Typed = {
  token: string;
  email: string;
  /** Where the form asks for one. */ code?: string;
  password: string;
};

/** What keeps somebody with a link from being whom it was sent to. */
export type StrangerProblem = 'address' | 'code' | 'too_soon';

/**
 * Accepts, or sets another password, for whoever holds a link and knows the address that it was sent to, and the code where there is one;
 * there is no context before.
 * @returns what is wrong with what was typed, or `null` when the person can sign in now
 * @throws DomainError `conflict` for a link that no longer works; `precondition_failed` for what has changed since it was made
 */
export async function acceptWithPassword(typed: Typed): Promise<PasswordProblem | StrangerProblem | null> {
  const invitation = await findSellerInvitation(typed.token);
  if (invitation === null)
    throw new DomainError('conflict', 'This link was used, taken back or has expired. Ask for a new one.');
  const { name, email, businessName, connectedAccountId, ownerId, codeHash } = invitation;
  // Before the password's rules, which know the address and would tell it.
  const stranger = await strangerProblem(invitation, typed);
  if (stranger !== null) return stranger;
  const problem = passwordProblem(typed.password, [name, email, businessName]);
  if (problem !== null) return problem;
  const passwordHash = await hashPassword(typed.password);
  const ctx = ownerContext({ ownerId: ownerId ?? '', connectedAccountId, name, email });
  const { token } = typed;
  if (ownerId === null)
    await acceptSellerInvitation(ctx, {
      token,
      code: codeHash === null ? null : (typed.code ?? ''),
      name,
      passwordHash,
    });
  else await renewOwnerPassword(ctx, { token, ownerId, passwordHash });
  return null;
}

/**
 * Whoever found a forwarded link has as few tries at the address as at a password, with the same waits, and each is on record with the
 * invitation that it was about. By invitation, not by link: a newer link is no fresh start.
 */
async function strangerProblem(invitation: OpenInvitation, typed: Typed): Promise<StrangerProblem | null> {
  const { sellerInvitationId, email, codeHash } = invitation;
  const key = { email: `seller invitation ${sellerInvitationId}`, deviceToken: null };
  const isInTime = await startSignInTry(key);
  const problem = !isInTime
    ? 'too_soon'
    : typed.email.trim().toLowerCase() !== email.toLowerCase()
      ? 'address'
      : codeHash !== null && invitationCodeHash(typed.code ?? '') !== codeHash
        ? 'code'
        : null;
  if (problem === null) {
    await forgetSignInTries(key);
    return null;
  }
  const code = { too_soon: 'too_soon', address: 'wrong_address', code: 'wrong_code' } as const;
  log.warn({ reason: code[problem], sellerInvitationId }, 'a link’s address or code was refused');
  await countSignInRefusal({ code: code[problem], subject: sellerInvitationId, action: SELLER_LINK_ACTION });
  return problem;
}
