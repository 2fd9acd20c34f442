import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operatorSessions } from '#drizzle/schema/floor.ts';
import { defineVerb } from '../verb.ts';
import { operatorIdSchema } from './schemas.ts';

/** Signs somebody out everywhere: a lost laptop, a person who leaves. Nothing else of theirs changes. */
export const endSessionsOfOperator = defineVerb({
  permission: 'people.manage',
  input: z.strictObject({ operatorId: operatorIdSchema }),
  run: async (tx, _ctx, { operatorId }) => {
    const ended = await tx
      .update(operatorSessions)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(operatorSessions.operatorId, operatorId), isNull(operatorSessions.revokedAt)))
      .returning({ operatorId: operatorSessions.operatorId });
    return {
      result: { ended: ended.length },
      audit: {
        action: 'operator_session.end_all',
        subject: operatorId,
        after: { ended: ended.length },
      },
    };
  },
});
