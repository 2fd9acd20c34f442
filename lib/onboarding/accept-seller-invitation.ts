import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccountOwners, ownerPasswords, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { invitationCodeHash, invitationTokenHash } from '../auth/invitation-token.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { refuseChangedSince } from './refuse-changed-since.ts';

/**
 * Makes the acting person the owner of the account that their link is for, with a password; a link works once.
 * @throws DomainError `conflict` for a link that works no more and an address that signs in elsewhere or was shut out;
 * `precondition_failed` for what has changed since the link was made
 */
export const acceptSellerInvitation = defineVerb({
  permission: 'owner_sessions.own',
  input: z.strictObject({
    token: z.string().min(1).max(200),
    /** What whoever invited them told them, for an account that was there before; null for one that was made. */
    code: z.string().max(100).nullable(),
    name: z.string(),
    /** From `hashPassword`: hashing takes its time outside the transaction. */
    passwordHash: z.string().startsWith('$argon2id$'),
  }),
  run: async (tx, { actor }, { token, code, name, passwordHash }) => {
    if (actor.kind !== 'connected_account_owner')
      throw new DomainError('forbidden', 'Only the owner of a connected account accepts an invitation.');
    const { connectedAccountId, email } = actor;
    const ownerId = `own_${randomUUID().replaceAll('-', '')}`;
    // Of two posts at once one waits here, and finds the link used.
    const isOpen = and(
      eq(sellerInvitations.tokenHash, invitationTokenHash(token)),
      eq(sellerInvitations.connectedAccountId, connectedAccountId),
      eq(sql`lower(${sellerInvitations.email})`, email.toLowerCase()),
      isNull(sellerInvitations.acceptedAt),
      isNull(sellerInvitations.linkUsedAt),
      isNull(sellerInvitations.revokedAt),
      code === null
        ? isNull(sellerInvitations.codeHash)
        : eq(sellerInvitations.codeHash, invitationCodeHash(code)),
      gt(sellerInvitations.expiresAt, sql`now()`),
    );
    const [invitation] = await tx.select().from(sellerInvitations).where(isOpen).for('update');
    if (invitation === undefined)
      throw new DomainError('conflict', 'This link was used, taken back or has expired. Ask for a new one.');
    await refuseChangedSince(tx, invitation);
    const owner = await tx
      .insert(connectedAccountOwners)
      .values({ ownerId, connectedAccountId, email, name })
      .onConflictDoNothing()
      .returning({ ownerId: connectedAccountOwners.ownerId });
    if (owner.length === 0)
      throw new DomainError(
        'conflict',
        'This address signs in for this account already, or was shut out. Ask whoever invited you.',
      );
    // Before the password, which the database takes from whoever accepts.
    await tx
      .update(sellerInvitations)
      .set({ acceptedAt: sql`now()`, linkUsedAt: sql`now()`, ownerId })
      .where(eq(sellerInvitations.sellerInvitationId, invitation.sellerInvitationId));
    const added = await tx
      .insert(ownerPasswords)
      .values({ ownerId, email, passwordHash })
      .onConflictDoNothing()
      .returning({ ownerId: ownerPasswords.ownerId });
    if (added.length === 0)
      throw new DomainError(
        'conflict',
        'This address signs in to another account already. Ask for a link for another address.',
      );
    return {
      result: { ownerId },
      audit: {
        action: 'seller_invitation.accept',
        subject: invitation.sellerInvitationId,
        connectedAccountId,
        after: { ownerId },
      },
    };
  },
});
