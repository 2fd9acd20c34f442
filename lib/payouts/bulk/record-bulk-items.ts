import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { bulkDecisionItems, bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import { hashSchema } from '../../approvals/step-up/schemas.ts';
import { formatMoney } from '../../money/format.ts';
import { defineVerb } from '../../verb.ts';
import type { ItemForecast } from './bulk-forecast.ts';
import { bulkPreview, wordsOf } from './bulk-preview.ts';
import { bulkTree } from './bulk-tree.ts';
import { BULK_MAX } from './limits.ts';

/** Bounded by what one statement takes as parameters. */
const ITEMS_PER_INSERT = 500;

/**
 * Writes down what is shown of each request, in the order of the list, and what deciding them all will do, with the one hash
 * over all of it.
 */
export const recordBulkItems = defineVerb({
  permission: 'payouts.decide_in_bulk',
  input: z.strictObject({
    bulkDecisionId: z.string().startsWith('bdc_'),
    shown: z
      .array(
        z.strictObject({
          payoutRequestId: z.string(),
          version: z.int().positive(),
          payloadHash: hashSchema,
          previewHash: hashSchema,
          forecast: z.custom<ItemForecast>(), // our own reading, together with the hash
        }),
      )
      .max(BULK_MAX),
  }),
  run: async (tx, _ctx, { bulkDecisionId, shown }) => {
    const [decision] = await tx
      .select({
        state: bulkDecisions.state,
        decision: bulkDecisions.decision,
      })
      .from(bulkDecisions)
      .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId))
      .for('update');
    // Another worker was faster, or its person has stopped it.
    if (decision?.state !== 'preparing') return { result: { isRecorded: false }, audit: null };
    const {
      previewHash,
      groups,
      items: foreseen,
    } = bulkPreview(
      decision.decision,
      shown.map(({ forecast }) => forecast),
    );
    const { root, paths } = bulkTree(bulkDecisionId, shown, previewHash);
    const said = new Map(foreseen.map((item) => [item.payoutRequestId, wordsOf(item)]));
    const items = shown.map(({ forecast: _, ...item }, position) => ({
      ...item,
      message: said.get(item.payoutRequestId) ?? null,
      bulkDecisionId,
      position,
      path: paths[position] ?? [],
    }));
    for (let start = 0; start < items.length; start += ITEMS_PER_INSERT)
      await tx.insert(bulkDecisionItems).values(items.slice(start, start + ITEMS_PER_INSERT));
    await tx
      .update(bulkDecisions)
      .set({ state: 'draft', root, prepared: items.length })
      .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId));
    return {
      result: { isRecorded: true },
      audit: {
        action: 'bulk_decision.prepare',
        subject: bulkDecisionId,
        after: {
          root,
          previewHash,
          count: items.length,
          will: groups.map(({ title, lines }) => ({
            title,
            lines: lines.map(({ words, count, totals }) => ({
              words,
              count,
              totals: totals.map((total) => formatMoney(total)),
            })),
          })),
        },
      },
    };
  },
});
