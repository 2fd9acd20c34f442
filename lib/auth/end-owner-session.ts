import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccountOwners, ownerSessions } from '#drizzle/schema/onboarding.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** Revokes a session of the acting owner's account; a second time, or another account's, changes nothing. */
export const endOwnerSession = defineVerb({
  permission: 'owner_sessions.own',
  input: z.strictObject({ sessionId: z.string().min(1) }),
  run: async (tx, ctx, { sessionId }) => {
    if (ctx.actor.kind !== 'connected_account_owner')
      throw new DomainError('forbidden', 'Only owners of connected accounts have these sessions.');
    const ended = await tx
      .update(ownerSessions)
      .set({ revokedAt: sql`now()` })
      .where(
        and(
          eq(ownerSessions.sessionId, sessionId),
          isNull(ownerSessions.revokedAt),
          sql`exists (select from ${connectedAccountOwners} where ${eq(connectedAccountOwners.ownerId, ownerSessions.ownerId)}
            and ${eq(connectedAccountOwners.connectedAccountId, ctx.actor.connectedAccountId)})`,
        ),
      )
      .returning({ ownerId: ownerSessions.ownerId });
    const [one] = ended;
    return {
      result: { ended: one !== undefined },
      audit: one === undefined ? null : { action: 'owner_session.end', subject: one.ownerId },
    };
  },
});
