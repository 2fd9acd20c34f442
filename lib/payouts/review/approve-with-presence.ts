import { provePresence, type Confirmation } from '../../approvals/step-up/prove-presence.ts';
import { approvalLeaf } from '../../approvals/step-up/subject-tree.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { approvePayout, FACTS_CHANGED } from './approve-payout.ts';
import { readDecisionPreview } from './queries.ts';

/**
 * Approves exactly what was shown, confirmed by whoever sends it. What was shown is compared before anybody is asked to
 * confirm it, so that nobody's one-time code is spent on a preview that is out of date.
 * @throws DomainError as `provePresence` and `approvePayout`
 */
export async function approveWithPresence(
  ctx: Context,
  {
    confirmation,
    ...shown
  }: {
    payoutRequestId: string;
    version: number;
    payloadHash: string;
    previewHash: string;
    confirmation: Confirmation;
  },
) {
  authorize(ctx, 'payouts.approve');
  const { previewHash } = await readDecisionPreview(ctx, shown.payoutRequestId);
  if (previewHash !== shown.previewHash) throw new DomainError('conflict', FACTS_CHANGED);
  const { stepUpProofId } = await provePresence(ctx, {
    purpose: 'payouts.approve',
    root: approvalLeaf(shown),
    confirmation,
  });
  return approvePayout(ctx, { ...shown, stepUpProofId });
}
