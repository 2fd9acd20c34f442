import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What the second person proves their presence for: exactly this model. */
export function modelLeaf(shown: { riskModelId: string; hash: string }): string {
  return subjectLeaf(['risk model', shown.riskModelId, shown.hash]);
}
