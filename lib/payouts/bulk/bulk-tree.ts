import { approvalLeaf, subjectLeaf, treeOf } from '../../approvals/step-up/subject-tree.ts';

/** One hash over every request as it was shown, and over what deciding them all was shown to do, with each one's way to it. */
export function bulkTree(
  bulkDecisionId: string,
  shown: readonly Parameters<typeof approvalLeaf>[0][],
  previewHash: string,
): { root: string; paths: string[][] } {
  return treeOf([...shown.map(approvalLeaf), subjectLeaf(['bulk preview', bulkDecisionId, previewHash])]);
}
