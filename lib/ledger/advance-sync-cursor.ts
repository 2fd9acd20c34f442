import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { syncCursors } from '#drizzle/schema/stripe-events.ts';
import { defineVerb } from '../verb.ts';

/**
 * Notes that everything of one object kind at one account was listed up to `lowWaterAt`, by Stripe's clock. The mark
 * never goes back: two listings at once end at the later one, and both had listed all that came before. No audit: it
 * is a bookmark, and going over a stretch twice is harmless.
 */
export const advanceSyncCursor = defineVerb({
  permission: 'ledger.post',
  input: z.object({
    connectedAccountId: z.string().min(1),
    object: z.string().min(1),
    lowWaterAt: z.date(),
  }),
  async run(tx, ctx, { connectedAccountId, object, lowWaterAt }) {
    await tx
      .insert(syncCursors)
      .values({ connectedAccountId, object, lowWaterAt, checkedAt: ctx.now })
      .onConflictDoUpdate({
        target: [syncCursors.connectedAccountId, syncCursors.object],
        set: {
          lowWaterAt: sql`greatest(${syncCursors.lowWaterAt}, excluded.low_water_at)`,
          checkedAt: sql`greatest(${syncCursors.checkedAt}, excluded.checked_at)`,
        },
      });
    return { result: undefined, audit: null };
  },
});
