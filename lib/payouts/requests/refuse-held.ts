import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

/**
 * What a hold keeps stays set aside until its source or two people let it go. A request that ended, or paid a part, would set the
 * money free, and the next cadence could pay it while the hold is still open. The guard of requests asks the same of their end.
 * A request of which Stripe has a payout that this database had forgotten is cancelled all the same: what it would set free has left. That
 * hold ends with it.
 * @throws DomainError `conflict` while a hold of this very request is open
 */
export async function refuseHeld(
  tx: Transaction,
  payoutRequestId: string,
  end?: { readonly isCancelled: true },
): Promise<void> {
  const [hold] = await tx.execute<{ id: string }>(sql`
    select hold_id as id from holds where payout_request_id = ${payoutRequestId} and state <> 'released'
      and not (source = 'reconciliation' and ${end !== undefined}) limit 1`);
  if (hold !== undefined)
    throw new DomainError(
      'conflict',
      'This payout itself is held, so its money stays set aside. Ask for the release of the hold first; a second person confirms it.',
    );
}
