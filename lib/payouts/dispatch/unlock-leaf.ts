import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What the second person proves their presence for: the end of this lock, as that person asked for it. */
export function unlockLeaf(control: {
  lockedAt: Date | null;
  lockedBecause: string | null;
  unlockAskedBy: string | null;
}): string {
  const { lockedAt, lockedBecause, unlockAskedBy } = control;
  return subjectLeaf(['dispatch', lockedAt?.toISOString() ?? '', unlockAskedBy ?? '', lockedBecause ?? '']);
}
