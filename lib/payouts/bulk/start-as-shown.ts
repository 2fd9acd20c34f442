import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { readBulkPreview } from './preview-queries.ts';
import { readBulkDecision } from './queries.ts';
import { retryBulkDecision } from './retry-bulk-decision.ts';
import { startBulkDecision } from './start-bulk-decision.ts';

/**
 * `startBulkDecision` for a form: proves presence for the hash of everything shown first, where one approves. What would do
 * otherwise by now is not refused as a whole: it is listed anew, with what has changed, for its person to confirm. @throws DomainError
 * @returns the list to look at, which is another one unless this one was started
 */
export async function startAsShown(
  ctx: Context,
  asked: { bulkDecisionId: string; root: string; reason: string; confirmation: Confirmation },
): Promise<{ bulkDecisionId: string; isStarted: boolean }> {
  authorize(ctx, 'payouts.approve');
  const { confirmation, ...shown } = asked;
  const { bulkDecisionId, reason } = shown;
  const { decision, root, state, isOwn } = await readBulkDecision(ctx, bulkDecisionId);
  const isShown = state === 'draft' && isOwn && root === shown.root;
  // What is listed anew uses up no one-time code.
  if (isShown && (await readBulkPreview(ctx, bulkDecisionId)).root !== root)
    return { ...(await retryBulkDecision(ctx, { bulkDecisionId, reason })), isStarted: false };
  const proof =
    decision === 'approve' && isShown
      ? await provePresence(ctx, { purpose: 'payouts.approve', root: shown.root, confirmation })
      : null;
  await startBulkDecision(ctx, { ...shown, stepUpProofId: proof?.stepUpProofId ?? null });
  return { bulkDecisionId, isStarted: true };
}
