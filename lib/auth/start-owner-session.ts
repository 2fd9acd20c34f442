import { randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccountOwners, ownerSessions } from '#drizzle/schema/onboarding.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** 256 bits, as an operator's session has. */
const SESSION_ID_BYTES = 32;
const USER_AGENT_LENGTH_MAX = 300;

/** Opens a session for the acting owner and returns its id, which nobody has seen before. @throws DomainError `forbidden` */
export const startOwnerSession = defineVerb({
  permission: 'owner_sessions.own',
  input: z.strictObject({
    ownerId: z.string(),
    provider: z.enum(['demo-owner', 'owner-password']),
    userAgent: z
      .string()
      .transform((text) => text.slice(0, USER_AGENT_LENGTH_MAX))
      .nullable()
      .default(null),
  }),
  run: async (tx, ctx, { ownerId, provider, userAgent }) => {
    if (ctx.actor.kind !== 'connected_account_owner')
      throw new DomainError('forbidden', 'Only owners of connected accounts have these sessions.');
    const [owner] = await tx
      .select({ ownerId: connectedAccountOwners.ownerId })
      .from(connectedAccountOwners)
      .where(
        and(
          eq(connectedAccountOwners.ownerId, ownerId),
          eq(connectedAccountOwners.connectedAccountId, ctx.actor.connectedAccountId),
          isNull(connectedAccountOwners.disabledAt),
        ),
      );
    if (owner === undefined) throw new DomainError('forbidden', 'This is not your account.');
    const sessionId = `ows_${randomBytes(SESSION_ID_BYTES).toString('base64url')}`;
    await tx.insert(ownerSessions).values({ sessionId, ownerId, provider, userAgent });
    return {
      result: { sessionId },
      audit: { action: 'owner_session.start', subject: ownerId, after: { provider } },
    };
  },
});
