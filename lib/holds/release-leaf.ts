import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';

/** What the second person proves their presence for: this release, as that person asked for it. Null while nobody has. */
export function releaseLeaf(hold: {
  holdId: string;
  state: string;
  releaseAskedBy: string | null;
  releaseReason: string | null;
}): string | null {
  if (hold.state !== 'release_asked') return null;
  return subjectLeaf(['hold', hold.holdId, hold.releaseAskedBy ?? '', hold.releaseReason ?? '']);
}
