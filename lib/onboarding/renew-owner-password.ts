import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ownerPasswords, ownerSessions, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { invitationTokenHash } from '../auth/invitation-token.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** An owner chooses another password by their link, which works once; whoever was signed in with the old one is signed out. @throws DomainError `conflict` for a link that no longer works */
export const renewOwnerPassword = defineVerb({
  permission: 'owner_sessions.own',
  input: z.strictObject({
    token: z.string().min(1).max(200),
    ownerId: z.string().min(1).max(100),
    /** From `hashPassword`: hashing takes its time outside the transaction. */
    passwordHash: z.string().startsWith('$argon2id$'),
  }),
  run: async (tx, { actor }, { token, ownerId, passwordHash }) => {
    if (actor.kind !== 'connected_account_owner')
      throw new DomainError('forbidden', 'Only the owner of a connected account chooses their password.');
    const { connectedAccountId, email } = actor;
    // Using the link is the check: of two posts at once only one finds it unused.
    const [used] = await tx
      .update(sellerInvitations)
      .set({ linkUsedAt: sql`now()` })
      .where(
        and(
          eq(sellerInvitations.tokenHash, invitationTokenHash(token)),
          eq(sellerInvitations.ownerId, ownerId),
          eq(sellerInvitations.connectedAccountId, connectedAccountId),
          eq(sql`lower(${sellerInvitations.email})`, email.toLowerCase()),
          isNull(sellerInvitations.linkUsedAt),
          isNull(sellerInvitations.revokedAt),
          gt(sellerInvitations.expiresAt, sql`now()`),
        ),
      )
      .returning({ id: sellerInvitations.sellerInvitationId });
    if (used === undefined)
      throw new DomainError('conflict', 'This link was used, taken back or has expired. Ask for a new one.');
    await tx.update(ownerPasswords).set({ passwordHash }).where(eq(ownerPasswords.ownerId, ownerId));
    const ended = await tx
      .update(ownerSessions)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(ownerSessions.ownerId, ownerId), isNull(ownerSessions.revokedAt)))
      .returning({ sessionId: ownerSessions.sessionId });
    return {
      result: undefined,
      audit: {
        action: 'owner_password.renew',
        subject: ownerId,
        connectedAccountId,
        after: { sellerInvitationId: used.id, sessionsEnded: ended.length },
      },
    };
  },
});
