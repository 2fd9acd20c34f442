import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What a person proves their presence for: that this attempt made no payout, and that its request leaves with a new key. */
export function renewLeaf(attempt: { payoutRequestId: string; payoutAttemptId: string }): string {
  return subjectLeaf(['absence', attempt.payoutRequestId, attempt.payoutAttemptId]);
}
