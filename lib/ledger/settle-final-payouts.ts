import type { Context } from '../context.ts';
import { settleFinalPayoutBatch } from './settle-final-payout-batch.ts';

/** Books every payout that became final by `ctx.now`, five business days after its arrival, batch by batch. */
export async function settleFinalPayouts(ctx: Context): Promise<{ settled: number; undone: number }> {
  const total = { settled: 0, undone: 0 };
  for (;;) {
    const batch = await settleFinalPayoutBatch(ctx, {});
    total.settled += batch.settled;
    total.undone += batch.undone;
    if (batch.settled + batch.undone === 0) return total;
  }
}
