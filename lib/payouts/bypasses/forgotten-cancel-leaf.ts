import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What a person proves their presence for: that this payout, which Stripe has for this request, is cancelled there. */
export function forgottenCancelLeaf(payout: { payoutRequestId: string; payoutId: string }): string {
  return subjectLeaf(['forgotten cancel', payout.payoutRequestId, payout.payoutId]);
}
