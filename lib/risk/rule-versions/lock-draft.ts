import { eq } from 'drizzle-orm';
import { riskRuleVersions } from '#drizzle/schema/risk-instruments.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { textHash } from '../text-hash.ts';

/**
 * Locks a draft as it was seen: an edit that runs waits or wins.
 * @throws DomainError `not_found`, `conflict`
 */
export async function lockDraft(
  tx: Transaction,
  riskRuleVersionId: string,
  seenHash: string,
): Promise<typeof riskRuleVersions.$inferSelect> {
  const [draft] = await tx
    .select()
    .from(riskRuleVersions)
    .where(eq(riskRuleVersions.riskRuleVersionId, riskRuleVersionId))
    .for('update');
  if (draft === undefined) throw new DomainError('not_found', 'There are no such rules.');
  if (draft.state !== 'draft')
    throw new DomainError('conflict', `Version ${String(draft.version)} is ${draft.state} already.`);
  if (textHash(draft.text) !== seenHash)
    throw new DomainError(
      'conflict',
      'The draft has changed since you opened this page. Look at it again, then decide.',
    );
  return draft;
}
