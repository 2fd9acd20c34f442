import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { PAYOUT_REQUEST } from '../transitions.ts';

/**
 * People approved a bank account that is another one now, or gone: their decisions count no more, and what was approved is
 * before people again. The caller has locked the account.
 * @returns how many decisions became void
 */
export async function voidApprovalsOfDestinations(
  tx: Transaction,
  connectedAccountId: string,
  destinationIds: readonly string[],
): Promise<number> {
  if (destinationIds.length === 0) return 0;
  const destinations = sql.join(
    destinationIds.map((id) => sql`${id}`),
    sql`, `,
  );
  // Locked in one order, before anything of them is written.
  await tx.execute(sql`
    select from payout_requests
    where connected_account_id = ${connectedAccountId} and destination_id in (${destinations})
      and state in ('in_review', 'approved')
    order by payout_request_id for update`);
  const voided = await tx.execute(sql`
    update payout_approvals as approval
    set state = 'void', voided_at = now(), voided_because = 'The destination was changed or removed.'
    from payout_requests as request
    where approval.payout_request_id = request.payout_request_id and approval.state = 'given' and approval.decision = 'approve'
      and request.connected_account_id = ${connectedAccountId} and request.destination_id in (${destinations})
      and request.state in ('in_review', 'approved')
    returning approval.payout_approval_id`);
  await tx.execute(sql`
    update payout_requests set state = ${PAYOUT_REQUEST.moves.fall_back.to}
    where connected_account_id = ${connectedAccountId} and destination_id in (${destinations}) and state = 'approved'
      and standing_approvals(payout_request_id) < approvals_needed`);
  return voided.length;
}
