import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutFileLines } from '#drizzle/schema/cadences.ts';
import { actorId } from '../../audit/record-audit.ts';
import { defineVerb } from '../../verb.ts';

/** Notes on a line why it was not proposed. Settled before, nothing changes. The refused proposal is on record already. */
export const refuseFileLine = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({
    payoutFileId: z.string().startsWith('pfl_'),
    lineNumber: z.int().positive(),
    because: z.string().min(1),
  }),
  run: async (tx, ctx, { payoutFileId, lineNumber, because }) => {
    await tx
      .update(payoutFileLines)
      .set({ outcome: 'refused', because, decidedBy: actorId(ctx.actor), decidedAt: sql`now()` })
      .where(
        and(
          eq(payoutFileLines.payoutFileId, payoutFileId),
          eq(payoutFileLines.lineNumber, lineNumber),
          eq(payoutFileLines.outcome, 'waiting'),
        ),
      );
    return { result: null, audit: null };
  },
});
