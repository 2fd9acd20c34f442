import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { returnToReview } from './return-to-review.ts';

/** Each is one transaction; the rest is found a minute later. */
const BATCH = 200;

/**
 * Finds approved requests whose approvers may approve no more, or that nobody had to approve and whose money somebody has rejected since, and
 * puts them before people. @returns how many
 */
export async function watchApprovals(ctx: Context): Promise<number> {
  const rows = await database().execute<{ id: string }>(sql`
    select payout_request_id as id from payout_requests
    where state = 'approved' and case when approvals_needed > 0 then standing_approvals(payout_request_id) < approvals_needed
      else pays_rejected_money(payout_requests, clock_timestamp()) end
    order by requested_at, payout_request_id limit ${BATCH}`);
  let returned = 0;
  for (const { id } of rows)
    if ((await returnToReview(ctx, { payoutRequestId: id })).isReturned) returned += 1;
  return returned;
}
