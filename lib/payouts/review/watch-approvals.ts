import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { returnToReview } from './return-to-review.ts';

/** Each is one transaction; the rest is found a minute later. */
const BATCH = 200;

/** Finds approved requests whose approvers may approve no more, and puts them before people again. @returns how many */
export async function watchApprovals(ctx: Context): Promise<number> {
  const rows = await database().execute<{ id: string }>(sql`
    select payout_request_id as id from payout_requests
    where state = 'approved' and approvals_needed > 0 and standing_approvals(payout_request_id) < approvals_needed
    order by requested_at, payout_request_id limit ${BATCH}`);
  let returned = 0;
  for (const { id } of rows)
    if ((await returnToReview(ctx, { payoutRequestId: id })).isReturned) returned += 1;
  return returned;
}
