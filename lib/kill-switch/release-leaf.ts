import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';

/** What the second person proves their presence for: this release, as that person asked for it. Null while nobody has. */
export function killSwitchReleaseLeaf(pressed: {
  killSwitchId: string;
  state: string;
  releaseAskedBy: string | null;
  releaseReason: string | null;
}): string | null {
  const { killSwitchId, state, releaseAskedBy, releaseReason } = pressed;
  if (state !== 'release_asked') return null;
  return subjectLeaf(['kill switch', killSwitchId, releaseAskedBy ?? '', releaseReason ?? '']);
}
