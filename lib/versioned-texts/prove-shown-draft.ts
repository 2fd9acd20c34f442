import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import type { Context } from '../context.ts';
import { publishLeaf } from './publish-leaf.ts';
import { readVersions } from './read-versions.ts';
import type { VersionedText } from './versioned-text.ts';

/**
 * Proves presence for exactly the text that a form was shown with.
 * @returns the proof's id, for the verb that publishes
 * @throws DomainError `conflict` when there is another text by now, and whatever `provePresence` throws
 */
export async function proveShownDraft(
  ctx: Context,
  kind: VersionedText,
  { versionId, seenHash, confirmation }: { versionId: string; seenHash: string; confirmation: Confirmation },
): Promise<{ stepUpProofId: string }> {
  const draft = (await readVersions(kind)).find(({ state }) => state === 'draft');
  const root = publishLeaf(kind, { versionId, textHash: seenHash });
  refuseUnlessShown(root, draft === undefined ? null : publishLeaf(kind, draft));
  return provePresence(ctx, { purpose: kind.purpose, root, confirmation });
}
