import { subjectLeaf } from '../approvals/step-up/subject-tree.ts';
import type { VersionedText } from './versioned-text.ts';

/** What the second person proves their presence for: exactly this text. The database makes the same one. */
export function publishLeaf(
  { subject }: Pick<VersionedText, 'subject'>,
  shown: { versionId: string; textHash: string },
): string {
  return subjectLeaf([subject, shown.versionId, shown.textHash]);
}
