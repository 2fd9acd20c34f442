import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { readBulkPreview } from './preview-queries.ts';
import { readBulkDecision } from './queries.ts';
import { startBulkDecision } from './start-bulk-decision.ts';

/** `startBulkDecision` for a form: proves presence for the hash of everything shown first, where one approves. @throws DomainError */
export async function startAsShown(
  ctx: Context,
  asked: { bulkDecisionId: string; root: string; reason: string; confirmation: Confirmation },
): ReturnType<typeof startBulkDecision> {
  authorize(ctx, 'payouts.approve');
  const { confirmation, ...shown } = asked;
  const { decision, root, state, isOwn } = await readBulkDecision(ctx, shown.bulkDecisionId);
  // What will be refused uses up no one-time code.
  const isAsShown =
    state === 'draft' &&
    isOwn &&
    root === shown.root &&
    (await readBulkPreview(ctx, shown.bulkDecisionId)).root === root;
  const proof =
    decision === 'approve' && isAsShown
      ? await provePresence(ctx, { purpose: 'payouts.approve', root: shown.root, confirmation })
      : null;
  return startBulkDecision(ctx, { ...shown, stepUpProofId: proof?.stepUpProofId ?? null });
}
