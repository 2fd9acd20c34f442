import { eq } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { textHash } from '../text-hash.ts';
import type { VersionedText } from './versioned-text.ts';

/**
 * Locks a draft as it was seen: an edit that runs waits or wins.
 * @throws DomainError `not_found`, `conflict`
 */
export async function lockDraft(
  tx: Transaction,
  { table, absent }: VersionedText,
  { versionId, seenHash }: { versionId: string; seenHash: string },
): Promise<VersionedText['table']['$inferSelect']> {
  const [draft] = await tx.select().from(table).where(eq(table.versionId, versionId)).for('update');
  if (draft === undefined) throw new DomainError('not_found', absent);
  if (draft.state !== 'draft')
    throw new DomainError('conflict', `Version ${String(draft.version)} is ${draft.state} already.`);
  if (textHash(draft.text) !== seenHash)
    throw new DomainError(
      'conflict',
      'The draft has changed since you opened this page. Look at it again, then decide.',
    );
  return draft;
}
