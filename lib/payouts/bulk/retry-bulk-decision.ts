import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { reopenPayoutRequest } from '../requests/reopen-payout-request.ts';
import { askBulkDecision } from './ask-bulk-decision.ts';
import { listDraftedIds, listUndoneItems } from './item-queries.ts';
import { readBulkDecision } from './queries.ts';
import { stopBulkDecision } from './stop-bulk-decision.ts';

/**
 * A new choice of exactly what failed, was left out or was not reached, in an ended one; of all of it, with what it would do by now, where
 * one's own was not confirmed yet. What was decided is not in it. What Stripe refused
 * goes before people again as a new version, which takes whoever may ask for payouts.
 * @param ended.reason typed for a draft already, which the new list keeps
 * @throws DomainError `not_found`; `invalid_input` when nothing is left to repeat; `forbidden`
 */
export async function retryBulkDecision(
  ctx: Context,
  ended: { bulkDecisionId: string; reason?: string },
): Promise<{ bulkDecisionId: string }> {
  authorize(ctx, 'payouts.approve');
  const { bulkDecisionId, reason = '' } = ended;
  const { decision, state, isOwn } = await readBulkDecision(ctx, bulkDecisionId);
  if (state === 'draft' && isOwn) {
    const payoutRequestIds = await listDraftedIds(ctx, bulkDecisionId);
    await stopBulkDecision(ctx, { bulkDecisionId });
    return askBulkDecision(ctx, { decision, payoutRequestIds, retryOf: bulkDecisionId, reason });
  }
  const undone = await listUndoneItems(ctx, bulkDecisionId);
  for (const { payoutRequestId, version, isReturned } of undone)
    if (isReturned && decision === 'approve') await reopen(ctx, payoutRequestId, version);
  return askBulkDecision(ctx, {
    decision,
    payoutRequestIds: undone.map(({ payoutRequestId }) => payoutRequestId),
    retryOf: bulkDecisionId,
  });
}

async function reopen(ctx: Context, payoutRequestId: string, seenVersion: number): Promise<void> {
  try {
    await reopenPayoutRequest(ctx, {
      payoutRequestId,
      seenVersion,
      reason: 'Tried again after Stripe refused it',
    });
  } catch (error) {
    // Somebody else was faster, or its money is not there any more: the new list shows how it stands.
    if (!(error instanceof DomainError) || error.code === 'forbidden') throw error;
  }
}
