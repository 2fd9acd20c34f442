import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import type { BulkDecision, BulkItem } from '../../approvals/types.ts';
import { BULK_MAX } from './limits.ts';

/** About a quarter of a second's work, then it is another one's turn. */
const CHUNK = 20;
/** More than people leave open at once. */
const DUE_MAX = 100;

/** One, with its numbers as they are now. @throws DomainError `forbidden`, `not_found` */
export async function readBulkDecision(ctx: Context, bulkDecisionId: string): Promise<BulkDecision> {
  authorize(ctx, 'payouts.read');
  const [row] = await database().execute<{
    operator_id: string;
    name: string;
    decision: 'approve' | 'reject';
    reason: string | null;
    state: BulkDecision['state'];
    root: string | null;
    retry_of: string | null;
    wanted: number;
    prepared: number;
    made_at: string;
    ended_at: string | null;
  }>(sql`
    select bulk.operator_id, coalesce(operator.name, bulk.operator_id) as name, bulk.decision, bulk.reason, bulk.state, bulk.root,
      bulk.retry_of, jsonb_array_length(bulk.wanted) as wanted, bulk.prepared, bulk.made_at::text, bulk.ended_at::text
    from bulk_decisions as bulk left join operators as operator using (operator_id)
    where bulk.bulk_decision_id = ${bulkDecisionId}`);
  if (row === undefined) throw new DomainError('not_found', 'There is no such bulk decision.');
  return {
    bulkDecisionId,
    decision: row.decision,
    reason: row.reason,
    state: row.state,
    root: row.root,
    retryOf: row.retry_of,
    isOwn: ctx.actor.kind === 'operator' && ctx.actor.operatorId === row.operator_id,
    operatorName: row.name,
    wanted: row.wanted,
    prepared: row.prepared,
    madeAt: new Date(row.made_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    counts: await readCounts(bulkDecisionId),
    totals: await readTotals(bulkDecisionId),
  };
}

async function readCounts(bulkDecisionId: string): Promise<BulkDecision['counts']> {
  const rows = await database().execute<{ outcome: keyof BulkDecision['counts']; count: number }>(sql`
    select ${OUTCOME} as outcome, count(*)::int as count
    from bulk_decision_items as item left join payout_requests as request using (payout_request_id)
    where item.bulk_decision_id = ${bulkDecisionId} group by 1`);
  const of = (outcome: keyof BulkDecision['counts']): number =>
    rows.find((row) => row.outcome === outcome)?.count ?? 0;
  return {
    done: of('done'),
    decided: of('decided'),
    forbidden: of('forbidden'),
    failed: of('failed'),
    waiting: of('waiting'),
  };
}

/** What Stripe refused after it was approved has failed too, in the eyes of whoever approved it. */
const OUTCOME = sql`case when item.outcome = 'done' and request.state in ('refused', 'returned') then 'failed'
  else coalesce(item.outcome, 'waiting') end`;

async function readTotals(bulkDecisionId: string): Promise<BulkDecision['totals']> {
  const rows = await database().execute<{ currency: string; amount: string; count: number }>(sql`
    select request.currency, sum(request.amount)::text as amount, count(*)::int as count
    from bulk_decision_items as item join payout_requests as request using (payout_request_id)
    where item.bulk_decision_id = ${bulkDecisionId} group by request.currency order by request.currency`);
  return rows.map((row) => ({ total: money(BigInt(row.amount), currency(row.currency)), count: row.count }));
}

/**
 * Each item with what came of it: what failed first.
 * @param which `passed_over` leaves out what is done and what waits, of which the numbers say enough while it moves
 * @throws DomainError `forbidden`
 */
export async function listBulkItems(
  ctx: Context,
  bulkDecisionId: string,
  which: 'all' | 'passed_over' = 'all',
): Promise<BulkItem[]> {
  authorize(ctx, 'payouts.read');
  const rows = await database().execute<{
    payout_request_id: string;
    name: string;
    connected_account_id: string;
    amount: string;
    currency: string;
    state: string;
    outcome: BulkItem['outcome'];
    message: string | null;
  }>(sql`
    select item.payout_request_id, account.display_name as name, request.connected_account_id, request.amount::text as amount,
      request.currency, request.state, ${OUTCOME} as outcome, coalesce(item.message, request.failure_message) as message
    from bulk_decision_items as item
    join payout_requests as request using (payout_request_id)
    join connected_accounts as account on account.connected_account_id = request.connected_account_id
    where item.bulk_decision_id = ${bulkDecisionId} and ${which === 'all' ? sql`true` : sql`${OUTCOME} not in ('waiting', 'done')`}
    order by array_position(array['failed', 'forbidden', 'decided', 'waiting', 'done'], ${OUTCOME}), item.position
    limit ${BULK_MAX}`);
  return rows.map((row) => ({
    payoutRequestId: row.payout_request_id,
    connectedAccountId: row.connected_account_id,
    connectedAccountName: row.name,
    amount: money(BigInt(row.amount), currency(row.currency)),
    state: row.state,
    outcome: row.outcome,
    message: row.message,
  }));
}

/**
 * What can be tried again of an ended one: what failed or was not reached, and what Stripe refused or a bank sent back after
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
      and ${OUTCOME} in ('failed', 'waiting')
    order by item.position limit ${BULK_MAX}`);
  return rows.map(({ id, version, is_returned: isReturned }) => ({
    payoutRequestId: id,
    version,
    isReturned,
  }));
}

/** Ids as they were chosen. @throws DomainError `forbidden` */
export async function readWanted(ctx: Context, bulkDecisionId: string): Promise<string[]> {
  authorize(ctx, 'payouts.decide_in_bulk');
  const [row] = await database().execute<{ wanted: string[] }>(
    sql`select wanted from bulk_decisions where bulk_decision_id = ${bulkDecisionId} and state = 'preparing'`,
  );
  return row?.wanted ?? [];
}

/** What a worker has to look at (`preparing`) or to decide (`queued`), the oldest first. @throws DomainError `forbidden` */
export async function listDueBulkDecisions(ctx: Context, state: 'preparing' | 'queued'): Promise<string[]> {
  authorize(ctx, 'payouts.decide_in_bulk');
  // Written out, so that the partial index of each is found.
  const rows = await database().execute<{ id: string }>(sql`
    select bulk_decision_id as id from bulk_decisions
    where ${state === 'preparing' ? sql`state = 'preparing'` : sql`state = 'queued'`}
    order by made_at limit ${DUE_MAX}`);
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
