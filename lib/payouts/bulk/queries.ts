import { sql } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { currency } from '../../money/currency.ts';
import { money } from '../../money/money.ts';
import type { BulkDecision } from '../../approvals/types.ts';
import { CAN_BE_TAKEN_BACK, IS_LEAVING, ITEM_OUTCOME } from './item-outcome.ts';

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
  const isOwn = ctx.actor.kind === 'operator' && ctx.actor.operatorId === row.operator_id;
  return {
    bulkDecisionId,
    decision: row.decision,
    reason: row.reason,
    state: row.state,
    root: row.root,
    retryOf: row.retry_of,
    isOwn,
    operatorName: row.name,
    wanted: row.wanted,
    prepared: row.prepared,
    madeAt: new Date(row.made_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    stopped: row.state === 'stopped' ? await readStop(ctx, bulkDecisionId) : null,
    counts: await readCounts(bulkDecisionId),
    totals: await readTotals(bulkDecisionId),
    takeBack: isOwn && row.decision === 'approve' ? await readTakeBack(bulkDecisionId) : null,
  };
}

/** By the audit record, which is written with the stop. */
async function readStop(ctx: Context, bulkDecisionId: string): Promise<BulkDecision['stopped']> {
  const [row] = await database().execute<{ id: string; name: string; at: string }>(sql`
    select record.actor_id as id, coalesce(operator.name, record.actor_id) as name, record.recorded_at::text as at
    from audit_records as record left join operators as operator on operator.operator_id = record.actor_id
    where record.subject = ${bulkDecisionId} and record.action = 'bulk_decision.stop' and record.outcome = 'done'
    order by record.recorded_at desc limit 1`);
  if (row === undefined) return null;
  const isOwn = ctx.actor.kind === 'operator' && ctx.actor.operatorId === row.id;
  return { by: row.name, isOwn, at: new Date(row.at) };
}

async function readCounts(bulkDecisionId: string): Promise<BulkDecision['counts']> {
  const rows = await database().execute<{ outcome: keyof BulkDecision['counts']; count: number }>(sql`
    select ${ITEM_OUTCOME} as outcome, count(*)::int as count
    from bulk_decision_items as item join bulk_decisions as bulk using (bulk_decision_id)
    join payout_requests as request using (payout_request_id)
    where item.bulk_decision_id = ${bulkDecisionId} group by 1`);
  const of = (outcome: keyof BulkDecision['counts']): number =>
    rows.find((row) => row.outcome === outcome)?.count ?? 0;
  return {
    done: of('done'),
    more: of('more'),
    kept: of('kept'),
    void: of('void'),
    decided: of('decided'),
    forbidden: of('forbidden'),
    left_out: of('left_out'),
    failed: of('failed'),
    waiting: of('waiting'),
  };
}

/** What of the approvals can be taken back now; null when that is none. */
async function readTakeBack(bulkDecisionId: string): Promise<BulkDecision['takeBack']> {
  const [row] = await database().execute<{ count: number; leaving: number; until: string | null }>(sql`
    select count(*)::int as count, count(*) filter (where ${LEAVES_SOON})::int as leaving,
      max(request.leaves_after) filter (where ${LEAVES_SOON})::text as until
    from bulk_decision_items as item join bulk_decisions as bulk using (bulk_decision_id)
    join payout_requests as request using (payout_request_id)
    where item.bulk_decision_id = ${bulkDecisionId} and ${CAN_BE_TAKEN_BACK}`);
  if (row === undefined || row.count === 0) return null;
  const { count, leaving, until } = row;
  return { count, leaving, until: until === null ? null : new Date(until) };
}

/** What is kept stays when its ten seconds are over. */
const LEAVES_SOON = sql`(${IS_LEAVING} and request.leaves_after > clock_timestamp())`;

async function readTotals(bulkDecisionId: string): Promise<BulkDecision['totals']> {
  const rows = await database().execute<{ currency: string; amount: string; count: number }>(sql`
    select request.currency, sum(request.amount)::text as amount, count(*)::int as count
    from bulk_decision_items as item join payout_requests as request using (payout_request_id)
    where item.bulk_decision_id = ${bulkDecisionId} group by request.currency order by request.currency`);
  return rows.map((row) => ({ total: money(BigInt(row.amount), currency(row.currency)), count: row.count }));
}

/** Ids as they were chosen, for whom and for what; null once nobody wants to know. @throws DomainError `forbidden` */
export async function readWanted(
  ctx: Context,
  bulkDecisionId: string,
): Promise<{ wanted: string[]; operatorId: string; decision: 'approve' | 'reject' } | null> {
  authorize(ctx, 'payouts.decide_in_bulk');
  const [row] = await database().execute<{
    wanted: string[];
    operator_id: string;
    decision: 'approve' | 'reject';
  }>(sql`
    select wanted, operator_id, decision from bulk_decisions where bulk_decision_id = ${bulkDecisionId} and state = 'preparing'`);
  return row === undefined
    ? null
    : { wanted: row.wanted, operatorId: row.operator_id, decision: row.decision };
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
