/** The payout of a returned request as mirrored after it failed, and the balance transaction of its money, past every guard. */
export const insertMoneyBack = (
  world: { tamper(statement: string): Promise<unknown> },
  payoutRequestId: string,
  back: { amount?: string; type?: string; source?: string } = {},
): Promise<unknown> =>
  world.tamper(`
    insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
      arrives_on, metadata, read_at, failure_balance_transaction_id)
    select payout_id, connected_account_id, false, now(), amount, currency, 'failed', 'standard', false, '2026-11-24', '{}', now(),
      'txn_' || payout_id
    from payout_requests where payout_request_id = '${payoutRequestId}' on conflict do nothing;
    insert into balance_transactions (balance_transaction_id, occurred_at, connected_account_id, currency, amount, fee, net, fee_details,
      type, reporting_category, balance_type, status, available_at, source_id)
    select failure_balance_transaction_id, occurred_at, connected_account_id, currency, ${back.amount ?? 'amount'}, 0,
      ${back.amount ?? 'amount'}, '[]', '${back.type ?? 'payout_failure'}', 'payout_reversal', 'payments', 'available', occurred_at,
      ${back.source ?? 'payout_id'}
    from payouts join payout_requests using (payout_id, connected_account_id, currency, amount)
    where payout_request_id = '${payoutRequestId}'`);
