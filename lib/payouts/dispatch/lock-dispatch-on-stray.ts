import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { lockDispatchRowOnce } from './lock-dispatch-row.ts';

/**
 * Absent, and nothing was sent in its place: it is a payout of this attempt after all. Its list is read before anything else is
 * sent, so nothing needs to stop.
 */
const IS_DOUBTED = sql`(attempt.state = 'absent' and exists (select from payout_requests as request
    where request.payout_request_id = attempt.payout_request_id and request.state in ('unknown', 'approved', 'dispatching'))
  and not exists (select from payout_attempts as later where later.payout_request_id = attempt.payout_request_id
    and later.attempt_number > attempt.attempt_number and later.state not in ('claimed', 'abandoned')))`;

/**
 * Such attempts are looked up again, at once. An attempt is locked after its account, as by every writer.
 * @param payoutIds payouts that were just seen for the first time, with an id of ours
 */
export async function doubtAbsence(tx: Transaction, payoutIds: readonly string[]): Promise<void> {
  await executeSet(
    tx,
    sql`select from payout_accounts where connected_account_id in (
          select payout.connected_account_id from payouts as payout join payout_attempts as attempt
            on attempt.payout_request_id = payout.metadata ->> 'sluice_payout_request_id' and attempt.state = 'absent'
          where payout.payout_id = any(${sql.param([...payoutIds])}::text[]))
        order by connected_account_id for update`,
  );
  await executeSet(
    tx,
    sql`update payout_attempts as attempt set next_look_up_at = clock_timestamp()
        from payouts as payout join payout_requests as request
          on request.payout_request_id = payout.metadata ->> 'sluice_payout_request_id' and request.state = 'unknown'
        where payout.payout_id = any(${sql.param([...payoutIds])}::text[]) and attempt.payout_request_id = request.payout_request_id
          and attempt.payout_id is null and ${IS_DOUBTED}`,
  );
}

/**
 * Whoever may write metadata of a payout, as the holder of some accounts may, can write anything there. A call of ours has
 * an id of our form, and names no request of another account.
 */
const MAY_BE_OURS = sql`(payout.metadata ->> 'sluice_payout_request_id' like 'prq\\_%'
  and not exists (select from payout_requests as foreign_request
    where foreign_request.payout_request_id = payout.metadata ->> 'sluice_payout_request_id'
      and foreign_request.connected_account_id <> payout.connected_account_id))`;

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
      and ${MAY_BE_OURS}
      and not exists (
        select from payout_attempts as attempt
        where attempt.payout_request_id = payout.metadata ->> 'sluice_payout_request_id'
          and (attempt.payout_id = payout.payout_id or attempt.state in ('calling', 'unknown')
            or ${IS_DOUBTED}))
    order by payout.payout_id limit 1`,
  );
  if (stray !== undefined)
    await lockDispatchRowOnce(
      tx,
      ctx,
      `Stripe has ${stray.payout_id} for ${stray.request}, and this database knows of no call that made it.`,
    );
}
