import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { syncCursors } from '#drizzle/schema/stripe-events.ts';
import { defineVerb } from '../verb.ts';

/** Stripe's clock may be a little ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Notes that everything of one object kind at one account was listed up to `lowWaterAt`, by Stripe's clock. The mark
 * never goes back: two listings at once end at the later one, and both had listed all that came before. It is never ahead of the present either: one row dated ahead would leave out
 * all that comes until then. No audit: it
 * is a bookmark, and going over a stretch twice is harmless.
 */
export const advanceSyncCursor = defineVerb({
  permission: 'ledger.post',
  input: z.object({
    connectedAccountId: z.string().min(1),
    object: z.string().min(1),
    lowWaterAt: z.date(),
  }),
  async run(tx, ctx, { connectedAccountId, object, lowWaterAt: listedTo }) {
    const lowWaterAt = new Date(Math.min(listedTo.getTime(), ctx.now.getTime() + CLOCK_SKEW_MS));
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
