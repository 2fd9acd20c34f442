import type postgres from 'postgres';

/**
 * Ends the wait of a payout request, as only whoever owns the database can: on record, so that `waits_kept` goes on to hold.
 * @param sql connected as the owner of the database
 */
export async function endWait(
  sql: postgres.Sql | postgres.TransactionSql,
  payoutRequestId: string,
): Promise<void> {
  await sql`
    insert into audit_records (connected_account_id, actor_kind, actor_id, action, subject, outcome, request_id)
    select connected_account_id, 'job', 'a test', 'payout_request.end_wait', payout_request_id, 'done', 'a test'
    from payout_requests where payout_request_id = ${payoutRequestId} and waits_until > now()`;
  await sql`update payout_requests set waits_until = least(waits_until, now()) where payout_request_id = ${payoutRequestId}`;
}
