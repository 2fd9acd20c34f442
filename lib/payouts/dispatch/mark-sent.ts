import { eq } from 'drizzle-orm';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { releasePayoutMoney } from '../../ledger/reserve-payout-money.ts';
import { PAYOUT_REQUEST } from '../../transitions.ts';
import type { PayoutSnapshot } from '../schemas.ts';
import type { PayoutRequestRow } from './lock-attempt.ts';

/**
 * A request is sent: it has this payout, and its reservation ends, because the payout itself is booked. The caller has asked whether it may
 * be, and an attempt has the payout already.
 */
export async function markSent(
  tx: Transaction,
  request: PayoutRequestRow,
  { payoutId, occurredAt }: Pick<PayoutSnapshot, 'payoutId' | 'occurredAt'>,
): Promise<void> {
  await tx
    .update(payoutRequests)
    .set({
      state: PAYOUT_REQUEST.moves.accept.to,
      payoutId,
      isReserved: false,
      failureCode: null,
      failureMessage: null,
    })
    .where(eq(payoutRequests.payoutRequestId, request.payoutRequestId));
  if (request.isReserved) await releasePayoutMoney(tx, request, occurredAt);
}
