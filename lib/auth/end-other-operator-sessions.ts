import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorSessions } from '#drizzle/schema/floor.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { sessionHandleColumn } from './session-handle.ts';

/** Revokes every session of the acting operator but one. Each of them is refused at its next request. */
export const endOtherOperatorSessions = defineVerb({
  permission: 'sessions.own',
  input: z.strictObject({ keptSessionHandle: z.string().length(64) }),
  run: async (tx, ctx, { keptSessionHandle }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people have sessions.');
    const { operatorId } = ctx.actor;
    const ended = await tx
      .update(operatorSessions)
      .set({ revokedAt: sql`now()` })
      .where(
        and(
          eq(operatorSessions.operatorId, operatorId),
          isNull(operatorSessions.revokedAt),
          ne(sessionHandleColumn, keptSessionHandle),
        ),
      )
      .returning({ operatorId: operatorSessions.operatorId });
    return {
      result: { ended: ended.length },
      audit:
        ended.length > 0
          ? { action: 'operator_session.end_others', subject: operatorId, after: { ended: ended.length } }
          : null,
    };
  },
});
