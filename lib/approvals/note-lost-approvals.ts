import { sql } from 'drizzle-orm';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { PAYOUT_REQUEST } from '../transitions.ts';

type Lost = { id: string; account: string; approval: string; because: string; before: string; after: string };

/**
 * Somebody's role or access ended a moment ago in this transaction, and with it their approvals of what has not left: the
 * database has made them void. What was approved is before people again, and each request has it on record.
 * @returns how many approvals were lost
 */
export async function noteLostApprovals(tx: Transaction, ctx: Context, operatorId: string): Promise<number> {
  const lost = await tx.execute<Lost>(sql`
    with lost as (
      select payout_request_id, payout_approval_id, voided_because from payout_approvals
      where operator_id = ${operatorId} and decision = 'approve' and voided_at >= now()
    ), returned as (
      update payout_requests as request set state = ${PAYOUT_REQUEST.moves.fall_back.to}, leaves_after = null
      from lost
      where request.payout_request_id = lost.payout_request_id and request.state = 'approved'
        and standing_approvals(request.payout_request_id) < request.approvals_needed
      returning request.payout_request_id, request.state
    )
    select lost.payout_request_id as id, request.connected_account_id as account, lost.payout_approval_id as approval,
      lost.voided_because as because, request.state as before, coalesce(returned.state, request.state) as after
    from lost join payout_requests as request using (payout_request_id) left join returned using (payout_request_id)
    order by lost.payout_request_id`);
  for (const { id, account, approval, because, before, after } of lost)
    await recordAudit(tx, ctx, {
      action: before === after ? 'payout_request.approval_lost' : 'payout_request.fall_back',
      subject: id,
      connectedAccountId: account,
      before: { state: before },
      after: { state: after, operatorId, payoutApprovalId: approval, because },
    });
  return lost.length;
}
