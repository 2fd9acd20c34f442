import { subjectLeaf } from '../../approvals/step-up/subject-tree.ts';

/** What whoever ends the lock proves their presence for: the end of exactly this one, and as somebody asked for it, if they did. */
export function unlockLeaf(control: {
  lockedAt: Date | null;
  lockedBecause: string | null;
  unlockAskedBy: string | null;
}): string {
  const { lockedAt, lockedBecause, unlockAskedBy } = control;
  return subjectLeaf(['dispatch', lockedAt?.toISOString() ?? '', unlockAskedBy ?? '', lockedBecause ?? '']);
}
