import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { lockDispatchRow } from './lock-dispatch-row.ts';

/**
 * A payout with a request id of ours that no attempt here can have made: this database has forgotten a call, so it may
 * have forgotten more of them. Nothing is sent until that is clear.
 * @param payoutIds payouts that were just seen for the first time, with such an id
 */
export async function lockDispatchOnStray(
  tx: Transaction,
  ctx: Context,
  payoutIds: readonly string[],
): Promise<void> {
  const [stray] = await executeSet<{ payout_id: string; request: string }>(
    tx,
    sql`
    select payout.payout_id, payout.metadata ->> 'sluice_payout_request_id' as request
    from payouts as payout
    where payout.payout_id = any(${sql.param([...payoutIds])}::text[])
      and not exists (
        select from payout_attempts as attempt
        where attempt.payout_request_id = payout.metadata ->> 'sluice_payout_request_id'
          and (attempt.payout_id = payout.payout_id or attempt.state in ('calling', 'unknown')))
    order by payout.payout_id limit 1`,
  );
  if (stray !== undefined)
    await lockDispatchRow(
      tx,
      ctx,
      `Stripe has ${stray.payout_id} for ${stray.request}, and this database knows of no call that made it.`,
    );
}
