import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { ownerPasswords, ownerSessions } from '#drizzle/schema/onboarding.ts';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import { invitationCodeHash, invitationTokenHash } from '../auth/invitation-token.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/**
 * An owner chooses another password by the link and the code that two people gave them, which work once; whoever was signed in with the old
 * one is signed out. @throws DomainError `conflict` for a link that no longer works
 */
export const renewOwnerPassword = defineVerb({
  permission: 'owner_sessions.own',
  input: z.strictObject({
    token: z.string().min(1).max(200),
    /** What whoever asked for the link told them. */
    code: z.string().max(100),
    ownerId: z.string().min(1).max(100),
    /** From `hashPassword`: hashing takes its time outside the transaction. */
    passwordHash: z.string().startsWith('$argon2id$'),
  }),
  run: async (tx, { actor }, { token, code, ownerId, passwordHash }) => {
    if (actor.kind !== 'connected_account_owner')
      throw new DomainError('forbidden', 'Only the owner of a connected account chooses their password.');
    const { connectedAccountId, email } = actor;
    // Using the link is the check: of two posts at once only one finds it unused.
    const [used] = await tx
      .update(ownerRenewals)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(ownerRenewals.tokenHash, invitationTokenHash(token)),
          eq(ownerRenewals.codeHash, invitationCodeHash(code)),
          eq(ownerRenewals.ownerId, ownerId),
          eq(ownerRenewals.connectedAccountId, connectedAccountId),
          eq(sql`lower(${ownerRenewals.email})`, email.toLowerCase()),
          isNull(ownerRenewals.usedAt),
          isNull(ownerRenewals.endedAt),
          gt(ownerRenewals.expiresAt, sql`now()`),
        ),
      )
      .returning({ id: ownerRenewals.ownerRenewalId });
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
        after: { ownerRenewalId: used.id, sessionsEnded: ended.length },
      },
    };
  },
});
