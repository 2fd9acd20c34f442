import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import type { PayoutPayload } from './payout-payload.ts';

/**
 * What one person set aside in this currency beside this request and nobody has decided, in minor units: what people and the
 * account's owner asked for or opened again, and the part that a reviewer let go of what a cadence had asked for, whose rest was
 * free for the cadence to ask for. The caller holds the account's row.
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
      and (request.requested_by_operator_id is not null or request.origin <> 'cadence'
        or request.reopened_by_operator_id is not null or (request.version > 1 and request.judged_amount > request.amount))`);
  if (row === undefined) throw new Error('a select of a sum returned no row');
  return BigInt(row.asked);
}
