import type { Context } from '../context.ts';
import { BATCH_SIZE } from './claim-rows.ts';
import { postBalanceTransactionBatch } from './post-balance-transaction-batch.ts';

/**
 * Books everything that is recorded and not booked, batch by batch, each in its own transaction. Call it at any time
 * from any number of workers.
 * @returns how many were booked, and how many of those stand in suspense because their type is unknown
 */
export async function postBalanceTransactions(ctx: Context): Promise<{ posted: number; suspended: number }> {
  const total = { posted: 0, suspended: 0 };
  for (;;) {
    const batch = await postBalanceTransactionBatch(ctx, {});
    total.posted += batch.posted;
    total.suspended += batch.suspended;
    if (batch.claimed < BATCH_SIZE) return total;
  }
}
