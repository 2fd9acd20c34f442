import type postgres from 'postgres';
import { payoutPayload } from '../requests/payout-payload.ts';

/** Of one statement, so that its parameters are not more than it takes. */
const ROWS_AT_ONCE = 500;

/**
 * Requests in review that two people must approve, each of another account; nothing is reserved in the ledger for them.
 * @param sql connected as the owner of the database
 * @returns their ids
 */
export async function insertManyRequests(sql: postgres.Sql, count: number): Promise<string[]> {
  const run = crypto.randomUUID().slice(0, 8);
  const copies = sql`generate_series(1, ${count}::int) as n`;
  const account = sql`${`acct_${run}x`} || n`;
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, default_currency,
      charges_enabled, payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    select ${account}, false, 'v1', 'Shop ' || n, 'US', 'usd', true, true, true, '{}', '{}', '{}', '{}', '{}', 'manual_sole_payer', '[]',
      now() - interval '1 year', now() from ${copies}`;
  await sql`
    insert into external_accounts (external_account_id, connected_account_id, kind, currency, country, last4, fingerprint, status,
      is_default_for_currency, payout_methods, first_seen_at, read_at)
    select ${`ba_${run}x`} || n, ${account}, 'bank_account', 'usd', 'US', '6789', 'fp_many', 'verified', true, '["standard"]',
      now() - interval '1 year', now() from ${copies}`;
  await sql`insert into payout_accounts (connected_account_id, enrolled_by) select ${account}, 'a test' from ${copies}`;
  const rows = Array.from({ length: count }, (_, position) => rowOf(sql, run, position + 1));
  for (let start = 0; start < count; start += ROWS_AT_ONCE)
    await sql`insert into payout_requests ${sql(rows.slice(start, start + ROWS_AT_ONCE))}`;
  return rows.map((row) => row.payout_request_id);
}

function rowOf(sql: postgres.Sql, run: string, n: number) {
  const request = {
    payoutRequestId: `prq_${crypto.randomUUID().replaceAll('-', '')}`,
    connectedAccountId: `acct_${run}x${String(n)}`,
    amount: 40_00n,
    currency: 'usd',
    method: 'standard' as const,
    destinationId: `ba_${run}x${String(n)}`,
    destinationFingerprint: 'fp_many',
    sourceType: null,
    statementDescriptor: null,
  };
  const { payload, payloadHash } = payoutPayload(request);
  return {
    payout_request_id: request.payoutRequestId,
    connected_account_id: request.connectedAccountId,
    amount: request.amount.toString(),
    currency: request.currency,
    method: request.method,
    destination_id: request.destinationId,
    destination_fingerprint: request.destinationFingerprint,
    payload,
    payload_hash: payloadHash,
    state: 'in_review',
    origin: 'cadence',
    requested_by: 'job propose-payouts',
    route: 'people',
    route_reasons: sql.json(['Made by a test.']),
    approvals_needed: 2,
    is_reserved: true,
  };
}
