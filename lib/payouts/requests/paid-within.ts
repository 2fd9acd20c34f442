import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import type { PolicyFacts } from '../rules/evaluate-policy.ts';
import type { PayoutPayload } from './payout-payload.ts';

/**
 * What left the account in this currency during a day and a week, what is still to leave whenever it was asked for, and this
 * request: a limit that forgot what waits could be passed by asking many times at once. Payouts that Stripe sent back do
 * not count. The caller holds the account's row.
 */
export async function readPaidWithin(
  tx: Transaction,
  {
    payoutRequestId,
    connectedAccountId,
    currency,
    amount,
  }: Pick<PayoutPayload, 'payoutRequestId' | 'connectedAccountId' | 'currency' | 'amount'>,
): Promise<PolicyFacts['paidWithin']> {
  const [row] = await tx.execute<{ open: string; day: string; week: string }>(sql`
    select (select coalesce(sum(request.amount), 0) from payout_requests as request
        where request.connected_account_id = ${connectedAccountId} and request.currency = ${currency}
          and request.state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')
          and request.payout_request_id <> ${payoutRequestId})::text as open,
      coalesce(sum(payout.amount) filter (where payout.occurred_at > clock_timestamp() - interval '24 hours'), 0)::text as day,
      coalesce(sum(payout.amount), 0)::text as week
    from payouts as payout
    where payout.connected_account_id = ${connectedAccountId} and payout.currency = ${currency} and payout.amount > 0
      and payout.status not in ('failed', 'canceled') and payout.occurred_at > clock_timestamp() - interval '7 days'`);
  if (row === undefined) throw new Error('a select of sums returned no row');
  const waiting = BigInt(row.open) + amount;
  return { '24 hours': waiting + BigInt(row.day), '7 days': waiting + BigInt(row.week) };
}
