import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { operatorSessions } from '#drizzle/schema/floor.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** 256 bits: the id is the session's only secret besides the encrypted cookie around it. */
const SESSION_ID_BYTES = 32;

/** What a browser says of itself is shown to its owner, never believed. */
const USER_AGENT_LENGTH_MAX = 300;

/** Opens a session for the acting operator and returns its id, which nobody has seen before. */
export const startOperatorSession = defineVerb({
  permission: 'sessions.own',
  input: z.strictObject({
    provider: z.enum(['demo-persona', 'oidc', 'password']),
    userAgent: z
      .string()
      .transform((text) => text.slice(0, USER_AGENT_LENGTH_MAX))
      .nullable()
      .default(null),
  }),
  run: async (tx, ctx, { provider, userAgent }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people have sessions.');
    const sessionId = `ses_${randomBytes(SESSION_ID_BYTES).toString('base64url')}`;
    const { operatorId } = ctx.actor;
    await tx.insert(operatorSessions).values({ sessionId, operatorId, provider, userAgent });
    return {
      result: { sessionId },
      audit: { action: 'operator_session.start', subject: operatorId, after: { provider } },
    };
  },
});
