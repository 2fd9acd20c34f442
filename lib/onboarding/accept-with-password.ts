import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { connectedAccountOwners, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
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
import { sendRenewalNotice } from './send-renewal-notice.ts';

/** A link that works: of an invitation, or of an owner's way to another password. */
export type OpenLink = {
  /** Of the invitation or of the renewal. */
  id: string;
  name: string;
  email: string;
  businessName: string;
  connectedAccountId: string;
  /** Who chooses another password; null for who accepts. */
  ownerId: string | null;
  /** Of the other half of the key; null for an account that was made for them. */
  codeHash: string | null;
};

/** Whom a link belongs to; `null` when it is unknown, used, taken back or too old. */
export async function findOpenLink(token: string): Promise<OpenLink | null> {
  return (await findOpenInvitation(token)) ?? (await findOpenRenewal(token));
}

async function findOpenInvitation(token: string): Promise<OpenLink | null> {
  const [row] = await database()
    .select({
      id: sellerInvitations.sellerInvitationId,
      name: sellerInvitations.name,
      email: sellerInvitations.email,
      businessName: sellerInvitations.businessName,
      connectedAccountId: sellerInvitations.connectedAccountId,
      codeHash: sellerInvitations.codeHash,
    })
    .from(sellerInvitations)
    .where(
      and(
        eq(sellerInvitations.tokenHash, invitationTokenHash(token)),
        isNull(sellerInvitations.acceptedAt),
        isNull(sellerInvitations.linkUsedAt),
        isNull(sellerInvitations.revokedAt),
        gt(sellerInvitations.expiresAt, sql`now()`),
      ),
    );
  if (row === undefined || row.connectedAccountId === null) return null;
  return { ...row, connectedAccountId: row.connectedAccountId, ownerId: null };
}

async function findOpenRenewal(token: string): Promise<OpenLink | null> {
  const [row] = await database()
    .select({
      id: ownerRenewals.ownerRenewalId,
      name: connectedAccountOwners.name,
      email: ownerRenewals.email,
      businessName: connectedAccounts.displayName,
      connectedAccountId: ownerRenewals.connectedAccountId,
      ownerId: ownerRenewals.ownerId,
      codeHash: ownerRenewals.codeHash,
    })
    .from(ownerRenewals)
    .innerJoin(connectedAccountOwners, eq(connectedAccountOwners.ownerId, ownerRenewals.ownerId))
    .innerJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, ownerRenewals.connectedAccountId))
    .where(
      and(
        eq(ownerRenewals.tokenHash, invitationTokenHash(token)),
        isNull(ownerRenewals.usedAt),
        isNull(ownerRenewals.endedAt),
        gt(ownerRenewals.expiresAt, sql`now()`),
        isNull(connectedAccountOwners.disabledAt),
      ),
    );
  return row ?? null;
}

/**
 * Whether a link that works no more does so because somebody used it: of two presses of a button the second one was in vain, and where
 * it was somebody else, whose link it was should know.
 */
export async function wasLinkUsed(token: string): Promise<boolean> {
  const tokenHash = invitationTokenHash(token);
  const [accepted, renewed] = await Promise.all([
    database()
      .select({ id: sellerInvitations.sellerInvitationId })
      .from(sellerInvitations)
      .where(and(eq(sellerInvitations.tokenHash, tokenHash), isNotNull(sellerInvitations.acceptedAt))),
    database()
      .select({ id: ownerRenewals.ownerRenewalId })
      .from(ownerRenewals)
      .where(and(eq(ownerRenewals.tokenHash, tokenHash), isNotNull(ownerRenewals.usedAt))),
  ]);
  return accepted.length + renewed.length > 0;
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
  const link = await findOpenLink(typed.token);
  if (link === null)
    throw new DomainError('conflict', 'This link was used, taken back or has expired. Ask for a new one.');
  const { name, email, businessName, connectedAccountId, ownerId, codeHash } = link;
  // Before the password's rules, which know the address and would tell it.
  const stranger = await strangerProblem(link, typed);
  if (stranger !== null) return stranger;
  const problem = passwordProblem(typed.password, [name, email, businessName]);
  if (problem !== null) return problem;
  const passwordHash = await hashPassword(typed.password);
  const ctx = ownerContext({ ownerId: ownerId ?? '', connectedAccountId, name, email });
  const { token, code = '' } = typed;
  if (ownerId === null) {
    await acceptSellerInvitation(ctx, { token, code: codeHash === null ? null : code, name, passwordHash });
    return null;
  }
  await renewOwnerPassword(ctx, { token, code, ownerId, passwordHash });
  await sendRenewalNotice({ email, businessName });
  return null;
}

/**
 * Whoever found a forwarded link has as few tries at the address as at a password, with the same waits, and each is on record with the
 * invitation that it was about. By invitation, not by link: a newer link is no fresh start.
 */
async function strangerProblem(link: OpenLink, typed: Typed): Promise<StrangerProblem | null> {
  const { id, email, codeHash } = link;
  const key = { email: `seller invitation ${id}`, deviceToken: null };
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
  log.warn({ reason: code[problem], id }, 'a link’s address or code was refused');
  await countSignInRefusal({ code: code[problem], subject: id, action: SELLER_LINK_ACTION });
  return problem;
}
