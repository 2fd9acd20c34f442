import type { Context } from '../../context.ts';
import { FACTS_CHANGED } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { approvalLeaf } from '../../approvals/step-up/subject-tree.ts';
import { authorize } from '../../auth/authorize.ts';
import { DomainError } from '../../errors.ts';
import { approvePayout } from './approve-payout.ts';
import { readDecisionPreview } from './queries.ts';

type Shown = { payoutRequestId: string; version: number; payloadHash: string; previewHash: string };

/**
 * `approvePayout` for a form: proves presence for exactly what was shown, then approves with the proof. What has changed
 * is refused before a one-time code is used up by it.
 * @throws DomainError `forbidden`; `conflict` when something that was shown is otherwise now, and whatever the two steps throw
 */
export async function approveAsShown(
  ctx: Context,
  input: Shown & { confirmation: Confirmation },
): ReturnType<typeof approvePayout> {
  authorize(ctx, 'payouts.approve');
  const { confirmation, ...shown } = input;
  const now = await readDecisionPreview(ctx, shown.payoutRequestId);
  if (now.previewHash !== shown.previewHash) throw new DomainError('conflict', FACTS_CHANGED);
  const { stepUpProofId } = await provePresence(ctx, {
    purpose: 'payouts.approve',
    root: approvalLeaf(shown),
    confirmation,
  });
  return approvePayout(ctx, { ...shown, stepUpProofId });
}
