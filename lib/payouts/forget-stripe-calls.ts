import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { stripeCalls } from '#drizzle/schema/stripe-calls.ts';
import { defineVerb } from '../verb.ts';

/** A year and a month: a question about last year's payouts is still answered. Stripe's own logs go back much less. */
const KEPT_DAYS = 400;

/** A second's work; the caller asks again while there are more. */
const CALLS_A_TURN = 10_000;

/**
 * Deletes the oldest calls that are kept no longer, a bounded number of them. No audit: what is forgotten, and when, is
 * the same for all.
 * @returns how many were deleted, and whether there may be more
 */
export const forgetStripeCalls = defineVerb({
  permission: 'payouts.sync',
  input: z.object({}),
  async run(tx, { now }) {
    const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000).toISOString();
    const gone = await tx.execute(sql`
      delete from ${stripeCalls} where (object_id, called_at, stripe_call_id) in (
        select object_id, called_at, stripe_call_id from ${stripeCalls}
        where called_at < ${before}::timestamptz order by called_at limit ${CALLS_A_TURN})
      returning 1`);
    return { result: { deleted: gone.length, hasMore: gone.length === CALLS_A_TURN }, audit: null };
  },
});
