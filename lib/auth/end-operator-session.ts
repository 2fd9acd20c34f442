import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorSessions } from '#drizzle/schema/floor.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { sessionHandleColumn } from './session-handle.ts';

/** Revokes one of the acting operator's own sessions; a second time, or somebody else's, changes nothing. */
export const endOperatorSession = defineVerb({
  permission: 'sessions.own',
  input: z.strictObject({ sessionHandle: z.string().length(64) }),
  run: async (tx, ctx, { sessionHandle }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people have sessions.');
    const { operatorId } = ctx.actor;
    const ended = await tx
      .update(operatorSessions)
      .set({ revokedAt: sql`now()` })
      .where(
        and(
          eq(operatorSessions.operatorId, operatorId),
          isNull(operatorSessions.revokedAt),
          eq(sessionHandleColumn, sessionHandle),
        ),
      )
      .returning({ operatorId: operatorSessions.operatorId });
    return {
      result: { ended: ended.length > 0 },
      audit: ended.length > 0 ? { action: 'operator_session.end', subject: operatorId } : null,
    };
  },
});
