import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { deliveryCounts } from '#drizzle/schema/stripe-events.ts';
import { defineVerb } from '../verb.ts';

/** A quarter: somebody who looks into last month's outage still finds its deliveries. The endpoints' page shows a week. */
const KEPT_DAYS = 90;

/**
 * Deletes counters of hours that are kept no longer, but never the last delivery that an endpoint took: a quiet endpoint's
 * may be older. At most some hundred rows a day, so one statement. No audit: it is the same for all.
 * @returns how many were deleted
 */
export const forgetDeliveryCounts = defineVerb({
  permission: 'events.count_deliveries',
  input: z.object({}),
  async run(tx, { now }) {
    const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000).toISOString();
    const gone = await tx.execute(sql`
      delete from ${deliveryCounts} as old
      where old.hour < ${before}::timestamptz
        and (old.outcome not in ('stored', 'duplicate') or exists (
          select from ${deliveryCounts} as later
          where later.endpoint_kind = old.endpoint_kind and later.outcome = old.outcome and later.last_at > old.last_at))
      returning 1`);
    return { result: { deleted: gone.length }, audit: null };
  },
});
