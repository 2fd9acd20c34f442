import { eq } from 'drizzle-orm';
import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { textHash } from './text-hash.ts';

/**
 * Locks a draft as it was seen: an edit that runs waits or wins.
 * @throws DomainError `not_found`, `conflict`
 */
export async function lockDraft(
  tx: Transaction,
  policyVersionId: string,
  seenHash: string,
): Promise<typeof payoutPolicies.$inferSelect> {
  const [policy] = await tx
    .select()
    .from(payoutPolicies)
    .where(eq(payoutPolicies.policyVersionId, policyVersionId))
    .for('update');
  if (policy === undefined)
    throw new DomainError('not_found', `There is no payout policy ${policyVersionId}.`);
  if (policy.state !== 'draft')
    throw new DomainError('conflict', `Version ${String(policy.version)} is ${policy.state} already.`);
  if (textHash(policy.text) !== seenHash)
    throw new DomainError(
      'conflict',
      'The draft has changed since you opened this page. Look at it again, then decide.',
    );
  return policy;
}
