/**
 * A payout at Stripe of a time that the database has forgotten, with its incident, for a request that a cadence asked for and nobody has to
 * approve. @returns statements for whoever may go around every guard
 */
export function forgottenPayout({
  payoutRequestId,
  payoutId,
}: {
  payoutRequestId: string;
  payoutId: string;
}): string {
  return `
    update payout_requests set state = 'approved', origin = 'cadence', requested_by_operator_id = null, route = 'automatic',
      approvals_needed = 0, approver_role = null where payout_request_id = '${payoutRequestId}';
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
      arrives_on, destination_id, metadata, read_at, balance_transaction_id)
    select '${payoutId}', connected_account_id, false, now(), amount, currency, 'pending', method, false, '2026-12-24', destination_id,
      '{}', now(), (select balance_transaction_id from balance_transactions limit 1)
    from payout_requests where payout_request_id = '${payoutRequestId}';
    insert into bypasses (kind, connected_account_id, subject, seen, payout_request_id)
    select 'payout', connected_account_id, '${payoutId}', 'x', payout_request_id from payout_requests
    where payout_request_id = '${payoutRequestId}'`;
}

/** A call whose payout is proven to be absent. @returns statements for whoever may go around every guard */
export function absentAttempt({
  payoutRequestId,
  payoutAttemptId,
}: {
  payoutRequestId: string;
  payoutAttemptId: string;
}): string {
  return `
    update payout_requests set state = 'unknown', attempt_count = 1 where payout_request_id = '${payoutRequestId}';
    insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
      payload_hash, state, claimed_by, claimed_until, calls, first_called_at, last_called_at, looked_up_at, absent_since)
    select '${payoutAttemptId}', payout_request_id, connected_account_id, 1, 'k_' || payout_request_id, payload_hash, 'absent', 'x', now(), 1,
      now() - interval '2 hours', now() - interval '2 hours', now(), now()
    from payout_requests where payout_request_id = '${payoutRequestId}'`;
}
