import { lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { auditRecords, auditRefusals } from '#drizzle/schema/audit.ts';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { defineVerb } from '../verb.ts';
import { REFUSALS_RECORDED_PER_MINUTE } from './record-refusal.ts';

/**
 * One row for the refusals of each past minute that got no row of their own, in the name of whoever was refused. The
 * counters go in the same transaction, so each refusal is on record exactly once, as a row or in a row's count.
 */
export const summariseRefusals = defineVerb({
  permission: 'audit.seal',
  input: z.object({}),
  run: async (tx, ctx) => {
    const past = await tx
      .delete(auditRefusals)
      .where(lt(auditRefusals.minute, sql`date_trunc('minute', now())`))
      .returning();
    const flooded = past.filter(({ occurrences }) => occurrences > REFUSALS_RECORDED_PER_MINUTE);
    if (flooded.length > 0)
      await tx.insert(auditRecords).values(
        flooded.map(({ actorKind, actorId, action, code, minute, occurrences }) => ({
          connectedAccountId: PLATFORM,
          actorKind,
          actorId,
          action,
          subject: 'further attempts',
          outcome: 'refused' as const,
          after: {
            code,
            furtherAttempts: occurrences - REFUSALS_RECORDED_PER_MINUTE,
            minute: minute.toISOString(),
          },
          requestId: ctx.requestId,
        })),
      );
    // The rows are the record; a row about them would say nothing.
    return { result: { summarised: flooded.length }, audit: null };
  },
});
