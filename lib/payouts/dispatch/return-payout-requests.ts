import { sql } from 'drizzle-orm';
import { recordAudit } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';

type Returned = {
  payout_request_id: string;
  connected_account_id: string;
  payout_id: string;
  before: string;
};

/**
 * Of these payouts those that failed or were cancelled, also after `paid`: their requests are returned and what they paid
 * is free again. Asks the mirror, whose rows the caller has locked, because a newer read may have seen the failure before
 * the answer to our own call was written down. The ledger books the money that came back from Stripe's balance transaction.
 */
export async function returnPayoutRequests(
  tx: Transaction,
  ctx: Context,
  payoutIds: readonly string[],
): Promise<void> {
  const returned = await executeSet<Returned>(
    tx,
    sql`
    with gone as (
      select request.payout_request_id, request.state as before, failed.failure_code as code,
             failed.failure_message as message
      from payouts as failed join payout_requests as request on request.payout_id = failed.payout_id
      where failed.payout_id = any(${sql.param([...payoutIds])}::text[]) and failed.status in ('failed', 'canceled')
        and request.state in ('sent', 'settled')
    ), locked as (
      select account.connected_account_id from payout_accounts as account
      where connected_account_id in (select connected_account_id from payout_requests join gone using (payout_request_id))
      order by connected_account_id for update
    ), attempts as (
      update payout_attempts as attempt set state = 'returned', ended_at = clock_timestamp()
      from gone, (select count(*) from locked) as ready
      where attempt.payout_request_id = gone.payout_request_id and attempt.state = 'accepted'
      returning attempt.payout_request_id
    ), allocations as (
      update payout_allocations as allocation set released_at = now()
      from attempts where allocation.payout_request_id = attempts.payout_request_id and allocation.released_at is null
      returning 1
    )
    update payout_requests as request
    set state = 'returned', failure_code = gone.code, failure_message = gone.message
    from gone, attempts
    where request.payout_request_id = gone.payout_request_id and attempts.payout_request_id = gone.payout_request_id
    returning request.payout_request_id, request.connected_account_id, request.payout_id, gone.before`,
  );
  for (const { payout_request_id: subject, connected_account_id, payout_id: payoutId, before } of returned)
    await recordAudit(tx, ctx, {
      action: 'payout_request.return',
      subject,
      connectedAccountId: connected_account_id,
      before: { state: before },
      after: { state: 'returned', payoutId },
    });
}
