import { sql } from 'drizzle-orm';
import type { BulkItem } from '../../approvals/types.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import { readDecisionPreviews } from '../review/queries.ts';
import { CAN_BE_TAKEN_BACK, HAS_LEFT, IS_LEAVING, ITEM_MESSAGE, ITEM_OUTCOME } from './item-outcome.ts';
import { BULK_MAX } from './limits.ts';

/** About a quarter of a second's work, then it is another one's turn. */
const CHUNK = 20;

/**
 * Each item with what came of it: what failed or was left out first.
 * @param which `passed_over` leaves out what is done and what waits, of which the numbers say enough while it moves; what
 * leaves in these seconds is in it, because its person can still take it back
 * @throws DomainError `forbidden`
 */
export async function listBulkItems(
  ctx: Context,
  bulkDecisionId: string,
  which: 'all' | 'passed_over' = 'all',
): Promise<BulkItem[]> {
  authorize(ctx, 'payouts.read');
  const reader = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : null;
  const rows = await database().execute<{
    payout_request_id: string;
    name: string;
    connected_account_id: string;
    amount: string;
    currency: string;
    state: string;
    outcome: BulkItem['outcome'];
    message: string | null;
    needed: number;
    standing: number;
    take_back: 'leaving' | 'waiting' | 'over' | null;
    leaves_after: string | null;
  }>(sql`
    select item.payout_request_id, account.display_name as name, request.connected_account_id, request.amount::text as amount,
      request.currency, request.state, ${ITEM_OUTCOME} as outcome, coalesce(${ITEM_MESSAGE}, request.failure_message) as message,
      request.approvals_needed as needed, standing_approvals(request.payout_request_id)::int as standing,
      request.leaves_after::text as leaves_after,
      case when bulk.operator_id is distinct from ${reader} then null when ${HAS_LEFT} then 'over'
        when not (${CAN_BE_TAKEN_BACK}) then null when ${IS_LEAVING} then 'leaving' else 'waiting' end as take_back
    from bulk_decision_items as item join bulk_decisions as bulk using (bulk_decision_id)
    join payout_requests as request using (payout_request_id)
    join connected_accounts as account on account.connected_account_id = request.connected_account_id
    where item.bulk_decision_id = ${bulkDecisionId} and ${
      which === 'all'
        ? sql`true`
        : sql`(${ITEM_OUTCOME} not in ('waiting', 'more', 'done')
      or (${CAN_BE_TAKEN_BACK} and request.state = 'approved' and request.leaves_after > clock_timestamp()))`
    }
    order by array_position(array['failed', 'left_out', 'forbidden', 'decided', 'void', 'kept', 'more', 'waiting', 'done'], ${ITEM_OUTCOME}), item.position
    limit ${BULK_MAX}`);
  const kept = await readObstacles(
    ctx,
    rows.flatMap(({ outcome, payout_request_id: id }) => (outcome === 'kept' ? [id] : [])),
  );
  return rows.map((row) => ({
    payoutRequestId: row.payout_request_id,
    connectedAccountId: row.connected_account_id,
    connectedAccountName: row.name,
    amount: money(BigInt(row.amount), currency(row.currency)),
    state: row.state,
    outcome: row.outcome,
    message: row.message,
    standing: row.standing,
    approvalsNeeded: row.needed,
    keptBy: kept.get(row.payout_request_id) ?? [],
    takeBack: takeBackOf(row.take_back, row.leaves_after),
  }));
}

function takeBackOf(
  can: 'leaving' | 'waiting' | 'over' | null,
  leavesAfter: string | null,
): BulkItem['takeBack'] {
  if (can === null || can === 'over') return can;
  return { until: can === 'leaving' && leavesAfter !== null ? new Date(leavesAfter) : null };
}

/** What stands in the way of requests that are approved, in the words of the preview. */
async function readObstacles(ctx: Context, ids: readonly string[]): Promise<Map<string, string[]>> {
  const previews = await readDecisionPreviews(ctx, ids);
  return new Map(previews.map(({ payoutRequestId, obstacles }) => [payoutRequestId, [...obstacles]]));
}

/**
 * What can be tried again of an ended one: what failed, was left out or was not reached, and what Stripe refused or a bank sent back after
 * it, which has to go before people again first. @throws DomainError `forbidden`
 */
export async function listUndoneItems(
  ctx: Context,
  bulkDecisionId: string,
): Promise<{ payoutRequestId: string; version: number; isReturned: boolean }[]> {
  authorize(ctx, 'payouts.read');
  const rows = await database().execute<{ id: string; version: number; is_returned: boolean }>(sql`
    select item.payout_request_id as id, request.version, request.state in ('refused', 'returned') as is_returned
    from bulk_decision_items as item join bulk_decisions as bulk using (bulk_decision_id)
    join payout_requests as request on request.payout_request_id = item.payout_request_id
    where item.bulk_decision_id = ${bulkDecisionId} and bulk.state in ('done', 'stopped')
      and ${ITEM_OUTCOME} in ('failed', 'left_out', 'waiting')
    order by item.position limit ${BULK_MAX}`);
  return rows.map(({ id, version, is_returned: isReturned }) => ({
    payoutRequestId: id,
    version,
    isReturned,
  }));
}

/** Everything that is listed in one, in its order. @throws DomainError `forbidden` */
export async function listDraftedIds(ctx: Context, bulkDecisionId: string): Promise<string[]> {
  authorize(ctx, 'payouts.read');
  const rows = await database().execute<{ id: string }>(sql`
    select payout_request_id as id from bulk_decision_items
    where bulk_decision_id = ${bulkDecisionId} order by position limit ${BULK_MAX}`);
  return rows.map(({ id }) => id);
}

/** The next few that are not decided. @param after position of the last one that was seen. @throws DomainError `forbidden` */
export async function listWaitingItems(
  ctx: Context,
  bulkDecisionId: string,
  after: number,
): Promise<{ payoutRequestId: string; position: number }[]> {
  authorize(ctx, 'payouts.decide_in_bulk');
  const rows = await database().execute<{ id: string; position: number }>(sql`
    select item.payout_request_id as id, item.position
    from bulk_decision_items as item join bulk_decisions as bulk using (bulk_decision_id)
    where item.bulk_decision_id = ${bulkDecisionId} and item.outcome is null and item.position > ${after}
      and bulk.state = 'queued'
    order by item.position limit ${CHUNK}`);
  return rows.map(({ id, position }) => ({ payoutRequestId: id, position }));
}

/** Whose approvals by this one can still be taken back, those that leave first before all others. @throws DomainError `forbidden` */
export async function listTakeBack(ctx: Context, bulkDecisionId: string): Promise<string[]> {
  authorize(ctx, 'payouts.approve');
  const rows = await database().execute<{ id: string }>(sql`
    select item.payout_request_id as id
    from bulk_decision_items as item join bulk_decisions as bulk using (bulk_decision_id)
    join payout_requests as request using (payout_request_id)
    where item.bulk_decision_id = ${bulkDecisionId} and ${CAN_BE_TAKEN_BACK}
    order by request.state = 'in_review', request.leaves_after, item.position limit ${BULK_MAX}`);
  return rows.map(({ id }) => id);
}
