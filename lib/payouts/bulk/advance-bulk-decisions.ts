import type { Context } from '../../context.ts';
import { isLockTaken } from '../../db/lock-taken.ts';
import { decideBulkItem } from './decide-bulk-item.ts';
import { finishBulkDecision } from './finish-bulk-decision.ts';
import { prepareBulkDecision } from './prepare-bulk-decision.ts';
import { listWaitingItems } from './item-queries.ts';
import { listDueBulkDecisions } from './queries.ts';

/** Decided side by side; the other connections of a worker's pool are for what else it does. */
const AT_ONCE = 4;

/** Looks at what somebody has chosen. Safe to repeat and to run twice at once. @returns whether there was any */
export async function prepareBulkDecisions(ctx: Context, signal: AbortSignal): Promise<boolean> {
  const due = await listDueBulkDecisions(ctx, 'preparing');
  for (const bulkDecisionId of due) await prepareBulkDecision(ctx, bulkDecisionId, signal);
  return due.length > 0 && !signal.aborted;
}

/**
 * A few items of each started bulk decision in turn, so that a long one keeps no other waiting. An item whose account
 * somebody else works on is passed by until the next time round. Safe to run in any number of workers at once, and to be
 * cut off anywhere: an item is decided in one transaction of its own.
 * @param reached how far each is, between two calls
 * @returns whether there is more to do at once
 */
export async function advanceBulkDecisions(ctx: Context, reached: Map<string, number>): Promise<boolean> {
  let hasMore = false;
  for (const bulkDecisionId of await listDueBulkDecisions(ctx, 'queued')) {
    const waiting = await listWaitingItems(ctx, bulkDecisionId, reached.get(bulkDecisionId) ?? -1);
    const last = waiting.at(-1);
    if (last === undefined) {
      reached.delete(bulkDecisionId);
      await finishBulkDecision(ctx, { bulkDecisionId });
      continue;
    }
    reached.set(bulkDecisionId, last.position);
    await decideItems(ctx, bulkDecisionId, waiting);
    hasMore = true;
  }
  return hasMore;
}

async function decideItems(
  ctx: Context,
  bulkDecisionId: string,
  waiting: readonly { payoutRequestId: string }[],
): Promise<void> {
  const left = [...waiting];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift())
      try {
        await decideBulkItem(ctx, { bulkDecisionId, payoutRequestId: item.payoutRequestId });
      } catch (error) {
        // It still waits, and comes again.
        if (!isLockTaken(error)) throw error;
      }
  };
  // Each lane ends before anything is said of any.
  for (const ended of await Promise.allSettled(Array.from({ length: AT_ONCE }, lane)))
    if (ended.status === 'rejected') throw ended.reason;
}
