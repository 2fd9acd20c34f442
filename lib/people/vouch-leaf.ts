import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';

/** What an administrator proves their presence for: a word about this person, and who thereby counts as another hand. */
export type Word = {
  readonly operatorId: string;
  /** Ids of those who gave to them, each once and joined with commas, as the database orders them. */
  readonly givers: string;
};

/** `guard_operator_vouching` makes the same one. Pure. */
export function vouchLeaf({ operatorId, givers }: Word): string {
  return subjectLeaf(['word for a person', operatorId, givers]);
}
