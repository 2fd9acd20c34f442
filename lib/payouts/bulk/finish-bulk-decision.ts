import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import { defineVerb } from '../../verb.ts';
import { ENDED_AS } from './item-outcome.ts';

/** Ends a bulk decision whose items have all ended. */
export const finishBulkDecision = defineVerb({
  permission: 'payouts.decide_in_bulk',
  input: z.strictObject({ bulkDecisionId: z.string() }),
  run: async (tx, _ctx, { bulkDecisionId }) => {
    const ended = await tx
      .update(bulkDecisions)
      .set({ state: 'done', endedAt: sql`clock_timestamp()` })
      .where(
        sql`${eq(bulkDecisions.bulkDecisionId, bulkDecisionId)} and state = 'queued' and not exists (
          select from bulk_decision_items as item where item.bulk_decision_id = ${bulkDecisionId} and item.outcome is null)`,
      )
      .returning({ id: bulkDecisions.bulkDecisionId });
    if (ended.length === 0) return { result: { isDone: false }, audit: null };
    const outcomes = await tx.execute<{ outcome: string; count: number }>(sql`
      select ${ENDED_AS} as outcome, count(*)::int as count from bulk_decision_items as item
      where item.bulk_decision_id = ${bulkDecisionId} group by 1`);
    return {
      result: { isDone: true },
      audit: {
        action: 'bulk_decision.finish',
        subject: bulkDecisionId,
        after: Object.fromEntries(outcomes.map(({ outcome, count }) => [outcome, count])),
      },
    };
  },
});
