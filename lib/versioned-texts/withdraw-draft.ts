import { eq } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { lockDraft } from './lock-draft.ts';
import type { VersionedText } from './versioned-text.ts';

/**
 * Gives a draft up. It stays in the history, and the next draft has a number of its own.
 * @throws DomainError `not_found`, `conflict`
 */
export async function withdrawDraft(
  tx: Transaction,
  kind: VersionedText,
  seen: { versionId: string; seenHash: string },
) {
  const { versionId, version, text, writtenBy } = await lockDraft(tx, kind, seen);
  await tx.update(kind.table).set({ state: 'withdrawn' }).where(eq(kind.table.versionId, versionId));
  return {
    result: { versionId },
    audit: { action: `${kind.action}.withdraw`, subject: versionId, before: { version, text, writtenBy } },
  };
}
