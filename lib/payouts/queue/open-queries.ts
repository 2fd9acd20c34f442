import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { readDecisionPreviews } from '../review/queries.ts';
import { readPayoutRequests } from './queries.ts';
import type { OpenPayoutRequest } from './request-types.ts';

/**
 * What was asked for of one connected account and has not come to an end, the newest first, with what keeps each: phrases that
 * are listed in one line behind each other, so none ends with a full stop of its own.
 * @param max no more are read; one more than is shown says that there are others
 * @throws DomainError `forbidden`
 */
export async function listOpenRequests(
  ctx: Context,
  connectedAccountId: string,
  max: number,
): Promise<OpenPayoutRequest[]> {
  authorize(ctx, 'payouts.read');
  // Written out, so that the partial index is found.
  const found = await database().execute<{ id: string }>(sql`
    select payout_request_id as id from payout_requests
    where connected_account_id = ${connectedAccountId}
      and state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')
    order by requested_at desc, payout_request_id desc limit ${max}`);
  const ids = found.map(({ id }) => id);
  const [rows, previews] = await Promise.all([readPayoutRequests(ctx, ids), readDecisionPreviews(ctx, ids)]);
  const rowOf = new Map(rows.map((row) => [row.payoutRequestId, row]));
  const keptBy = new Map(
    previews.map(({ payoutRequestId, obstacles }) => [payoutRequestId, obstacles.map(withoutFullStop)]),
  );
  return ids.flatMap((id) => {
    const row = rowOf.get(id);
    return row === undefined ? [] : [{ ...row, keptBy: keptBy.get(id) ?? [] }];
  });
}

const withoutFullStop = (text: string): string => text.trimEnd().replace(/\.$/, '');
