import type { Context } from '../context.ts';
import { BATCH_SIZE } from './claim-rows.ts';
import { postAvailabilityBatch } from './post-availability-batch.ts';

/** Books every move from pending to available that Stripe has made, batch by batch. Safe beside other workers. */
export async function postAvailability(ctx: Context): Promise<{ posted: number }> {
  const total = { posted: 0 };
  for (;;) {
    const batch = await postAvailabilityBatch(ctx, {});
    total.posted += batch.posted;
    if (batch.claimed < BATCH_SIZE) return total;
  }
}
