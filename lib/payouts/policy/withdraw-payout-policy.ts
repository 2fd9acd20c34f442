import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import { defineVerb } from '../../verb.ts';
import { lockDraft } from './lock-draft.ts';

/**
 * Gives a draft up. It stays in the history, and the next draft has a number of its own.
 * @throws DomainError `not_found`, `conflict`
 */
export const withdrawPayoutPolicy = defineVerb({
  permission: 'policies.edit',
  input: z.strictObject({
    policyVersionId: z.string().startsWith('ppv_'),
    seenHash: z.string().min(1),
  }),
  run: async (tx, _ctx, { policyVersionId, seenHash }) => {
    const { version, text, writtenBy } = await lockDraft(tx, policyVersionId, seenHash);
    await tx
      .update(payoutPolicies)
      .set({ state: 'withdrawn' })
      .where(eq(payoutPolicies.policyVersionId, policyVersionId));
    return {
      result: { policyVersionId },
      audit: {
        action: 'payout_policy.withdraw',
        subject: policyVersionId,
        before: { version, text, writtenBy },
      },
    };
  },
});
