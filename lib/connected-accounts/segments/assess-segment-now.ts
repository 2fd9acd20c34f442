import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { assessSegment } from './assess-segment.ts';

/**
 * In the transaction of whoever is about to ask for money of an account, which it has locked: the band is of now, whatever its row says
 * of when it was scored. The scorecard acts, not the person: it stands on record as the job that it is.
 */
export async function assessSegmentNow(
  tx: Transaction,
  ctx: Context,
  connectedAccountId: string,
): Promise<void> {
  await assessSegment({ ...ctx, actor: { kind: 'job', job: 'assess-segments' } }, { connectedAccountId }, tx);
}
