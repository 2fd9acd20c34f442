import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorSessions } from '#drizzle/schema/floor.ts';
import { operatorInvitations, operatorPasswords } from '#drizzle/schema/people.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { invitationTokenHash } from './invitation-token.ts';

/** Sets the acting operator's password with a link that works once, and ends whatever sessions they had. */
export const acceptInvitation = defineVerb({
  permission: 'password.own',
  input: z.strictObject({
    token: z.string().min(1).max(200),
    /** From `hashPassword`: hashing takes its time outside the transaction. */
    passwordHash: z.string().startsWith('$argon2id$'),
  }),
  run: async (tx, ctx, { token, passwordHash }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people have passwords.');
    const { operatorId } = ctx.actor;
    // Marking it used is the check: of two posts at once only one finds it unused.
    const used = await tx
      .update(operatorInvitations)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(operatorInvitations.tokenHash, invitationTokenHash(token)),
          eq(operatorInvitations.operatorId, operatorId),
          isNull(operatorInvitations.usedAt),
          isNull(operatorInvitations.revokedAt),
          gt(operatorInvitations.expiresAt, sql`now()`),
        ),
      )
      .returning({ operatorId: operatorInvitations.operatorId });
    if (used.length === 0) {
      throw new DomainError(
        'conflict',
        'This link was used or has expired. Ask an administrator for a new one.',
      );
    }
    await tx
      .insert(operatorPasswords)
      .values({ operatorId, passwordHash })
      .onConflictDoUpdate({
        target: operatorPasswords.operatorId,
        set: { passwordHash, setAt: sql`now()` },
      });
    await tx
      .update(operatorSessions)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(operatorSessions.operatorId, operatorId), isNull(operatorSessions.revokedAt)));
    return { result: { operatorId }, audit: { action: 'operator_password.set', subject: operatorId } };
  },
});
