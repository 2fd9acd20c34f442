import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What the second person proves their presence for: exactly this wish, as that person has it. Null when it is not open to them. */
export function rejectionLeaf(row: {
  accountRejectionId: string;
  act: string;
  reasonCode: string | null;
  reviewerText: string;
  askedBy: string;
  state: string;
}): string | null {
  if (row.state !== 'asked') return null;
  const { accountRejectionId, act, reasonCode, askedBy, reviewerText } = row;
  return subjectLeaf(['account', accountRejectionId, act, reasonCode ?? '', askedBy, reviewerText]);
}
