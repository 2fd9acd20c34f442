import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import { defineVerb } from '../../verb.ts';

/** Says on the page how many have been looked at. @returns whether anybody still wants to know */
export const notePrepared = defineVerb({
  permission: 'payouts.decide_in_bulk',
  input: z.strictObject({ bulkDecisionId: z.string(), prepared: z.int().nonnegative() }),
  run: async (tx, _ctx, { bulkDecisionId, prepared }) => {
    const noted = await tx
      .update(bulkDecisions)
      .set({ prepared })
      .where(and(eq(bulkDecisions.bulkDecisionId, bulkDecisionId), eq(bulkDecisions.state, 'preparing')))
      .returning({ id: bulkDecisions.bulkDecisionId });
    return { result: { isWanted: noted.length > 0 }, audit: null };
  },
});
