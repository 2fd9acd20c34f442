import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { undoApproval } from '../review/undo-approval.ts';
import { listTakeBack } from './item-queries.ts';
import { readBulkDecision } from './queries.ts';
import { stopBulkDecision } from './stop-bulk-decision.ts';

/** Taken back side by side; the first ones have seconds. */
const AT_ONCE = 4;

/**
 * Takes back every approval of one's own bulk decision that has not left yet, those that leave first before all others, each
 * in a transaction of its own; what is still going on is stopped first.
 * @throws DomainError `forbidden` for somebody else's; `conflict` when nothing of it can be taken back any more; `not_found`
 */
export async function takeBackBulkDecision(
  ctx: Context,
  asked: { bulkDecisionId: string },
): Promise<{ takenBack: number; tooLate: number }> {
  authorize(ctx, 'payouts.approve');
  const { bulkDecisionId } = asked;
  const { isOwn, state } = await readBulkDecision(ctx, bulkDecisionId);
  if (!isOwn)
    throw new DomainError('forbidden', 'These are somebody else’s approvals. Only they can take them back.');
  if (state === 'queued') await stopWhatMoves(ctx, bulkDecisionId);
  const left = await listTakeBack(ctx, bulkDecisionId);
  const tally = { takenBack: 0, tooLate: 0 };
  const lane = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift())
      if (await takeBack(ctx, id)) tally.takenBack += 1;
      else tally.tooLate += 1;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (tally.takenBack === 0)
    throw new DomainError('conflict', 'Nothing of this can be taken back any more: a worker has taken it.');
  return tally;
}

async function stopWhatMoves(ctx: Context, bulkDecisionId: string): Promise<void> {
  try {
    await stopBulkDecision(ctx, { bulkDecisionId });
  } catch (error) {
    // It has come to its end by itself.
    if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
  }
}

async function takeBack(ctx: Context, payoutRequestId: string): Promise<boolean> {
  try {
    await undoApproval(ctx, { payoutRequestId });
    return true;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
    return false;
  }
}
