import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import { assessSegment } from './assess-segment.ts';

/** No payout is asked for on a band that is older: a day's volume may have passed a step. */
const OLD_HOURS = 24;

/**
 * In the transaction of whoever is about to ask for money of an account, which it has locked: what was learned of the account since
 * it was scored counts. The scorecard acts, not the person: it stands on record as the job that it is.
 */
export async function assessSegmentIfDue(
  tx: Transaction,
  ctx: Context,
  connectedAccountId: string,
): Promise<void> {
  const fresh = await executeSet(
    tx,
    sql`
    select 1 from segment_standings where connected_account_id = ${connectedAccountId}
      and due_at > ${ctx.now.toISOString()}::timestamptz
      and assessed_at > ${ctx.now.toISOString()}::timestamptz - make_interval(hours => ${OLD_HOURS})
      and not exists (select from segment_due where connected_account_id = ${connectedAccountId})`,
  );
  if (fresh.length > 0) return;
  await assessSegment({ ...ctx, actor: { kind: 'job', job: 'assess-segments' } }, { connectedAccountId }, tx);
}
