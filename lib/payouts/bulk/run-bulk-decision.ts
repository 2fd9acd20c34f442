import type { Context } from '../../context.ts';
import { decideBulkItem } from './decide-bulk-item.ts';
import { finishBulkDecision } from './finish-bulk-decision.ts';
import { prepareBulkDecision } from './prepare-bulk-decision.ts';
import { listDueBulkDecisions, listWaitingItems } from './queries.ts';

/** What is waited for: one bulk decision, or every one that a lost job has left behind. Safe to repeat and to run twice at once. */
export async function runBulkDecisions(
  ctx: Context,
  bulkDecisionId: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (const due of await listDueBulkDecisions(ctx, bulkDecisionId)) {
    if (due.state === 'preparing') await prepareBulkDecision(ctx, due.bulkDecisionId, signal);
    else await decideItems(ctx, due.bulkDecisionId, signal);
  }
}

async function decideItems(ctx: Context, bulkDecisionId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const waiting = await listWaitingItems(ctx, bulkDecisionId);
    if (waiting.length === 0) break;
    for (const payoutRequestId of waiting) {
      signal.throwIfAborted();
      const { outcome } = await decideBulkItem(ctx, { bulkDecisionId, payoutRequestId });
      // Stopped, or in another worker's hands: what is left is asked for again.
      if (outcome === null) return;
    }
  }
  await finishBulkDecision(ctx, { bulkDecisionId });
}
