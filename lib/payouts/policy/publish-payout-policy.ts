import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { parsePolicy } from '../rules/policy-text.ts';
import { lockDraft } from './lock-draft.ts';

/**
 * Puts a draft in force, by somebody else than who wrote it last. Requests that exist keep the way that was chosen for them.
 * @throws DomainError `not_found`, `conflict` when another text was on the screen, `precondition_failed`
 */
export const publishPayoutPolicy = defineVerb({
  permission: 'policies.publish',
  input: z.strictObject({
    policyVersionId: z.string().startsWith('ppv_'),
    /** `textHash` of the draft that was on the screen. */
    seenHash: z.string().min(1),
  }),
  run: async (tx, ctx, { policyVersionId, seenHash }) => {
    const by = actorId(ctx.actor);
    const draft = await lockDraft(tx, policyVersionId, seenHash);
    if (draft.writtenBy === by)
      throw new DomainError(
        'precondition_failed',
        'You wrote this draft last, so somebody else publishes it. Ask another administrator.',
      );
    const { faults } = parsePolicy(draft.text);
    if (faults.length > 0)
      throw new DomainError(
        'precondition_failed',
        `Line ${faults.map(({ line }) => String(line)).join(', ')} cannot be read. Mend that first.`,
      );
    await tx
      .update(payoutPolicies)
      .set({ state: 'published', publishedBy: by, publishedAt: sql`now()` })
      .where(eq(payoutPolicies.policyVersionId, policyVersionId));
    const { version, text, writtenBy } = draft;
    return {
      result: { policyVersionId, version },
      audit: {
        action: 'payout_policy.publish',
        subject: policyVersionId,
        after: { version, text, writtenBy },
      },
    };
  },
});
