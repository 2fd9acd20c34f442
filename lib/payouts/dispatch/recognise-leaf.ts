import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What a person proves their presence for: that this payout, which Stripe has, is the one of this request. */
export function recogniseLeaf(payout: { payoutRequestId: string; payoutId: string }): string {
  return subjectLeaf(['forgotten', payout.payoutRequestId, payout.payoutId]);
}
