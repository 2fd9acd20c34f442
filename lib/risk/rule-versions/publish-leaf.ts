import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What the second person proves their presence for: exactly this text. @param shown `textHash` of the draft */
export function rulesLeaf(shown: { riskRuleVersionId: string; textHash: string }): string {
  return subjectLeaf(['risk rules', shown.riskRuleVersionId, shown.textHash]);
}
