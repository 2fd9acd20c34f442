import { jobContext, type Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { recordBalanceTransactions } from '../ledger/record-balance-transactions.ts';
import { fetchReplayFacts } from './fetch-replay-preview.ts';
import { replayStripeEvent } from './replay-stripe-event.ts';
import { wakeWorkers } from './wake-workers.ts';

/**
 * Replays one event exactly as previewed: reads the facts again, refuses when they are others now, makes the event due
 * and stores what the preview found missing, which an ordinary refresh would not list once its mark has passed.
 * @throws DomainError `conflict` when Stripe, the books or the event changed since the preview
 */
export async function replayAsPreviewed(
  ctx: Context,
  seen: { stripeEventId: string; previewHash: string },
): Promise<{ stripeEventId: string }> {
  const { preview, missingRows } = await fetchReplayFacts(ctx, seen.stripeEventId);
  if (preview.hash !== seen.previewHash)
    throw new DomainError(
      'conflict',
      'Stripe or the books changed since you looked. Look at the new difference, then decide again.',
    );
  const { state, attempts } = preview;
  const replayed = await replayStripeEvent(ctx, { ...seen, seen: { state, attempts } });
  // The person's decision is on record; what follows is the processing that it asked for.
  if (missingRows.length > 0)
    await recordBalanceTransactions(jobContext('process-stripe-events'), missingRows);
  wakeWorkers();
  return replayed;
}
