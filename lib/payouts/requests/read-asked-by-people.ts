import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import type { PayoutPayload } from './payout-payload.ts';

/**
 * What people and the account's owner have asked for in this currency beside this request and nobody has decided, in minor units.
 * One of them alone set it aside and can take it back. The caller holds the account's row.
 */
export async function readAskedByPeople(
  tx: Transaction,
  {
    payoutRequestId,
    connectedAccountId,
    currency,
  }: Pick<PayoutPayload, 'payoutRequestId' | 'connectedAccountId' | 'currency'>,
): Promise<bigint> {
  const [row] = await tx.execute<{ asked: string }>(sql`
    select coalesce(sum(request.amount), 0)::text as asked from payout_requests as request
    where request.connected_account_id = ${connectedAccountId} and request.currency = ${currency}
      and request.state = 'in_review' and request.payout_request_id <> ${payoutRequestId}
      and (request.requested_by_operator_id is not null or request.origin <> 'cadence')`);
  if (row === undefined) throw new Error('a select of a sum returned no row');
  return BigInt(row.asked);
}
