import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actorId } from '../../audit/record-audit.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { parsePolicy } from '../rules/policy-text.ts';
import { lockDraft } from './lock-draft.ts';
import { publishLeaf } from './publish-leaf.ts';

/**
 * Puts a draft in force, by somebody else than who wrote it last, who proves to be there. Requests that exist keep the way that was chosen for them.
 * @throws DomainError `not_found`, `conflict` when another text was on the screen, `precondition_failed`, `forbidden` without a proof of
 * presence for exactly this text
 */
export const publishPayoutPolicy = defineVerb({
  permission: 'policies.publish',
  input: z.strictObject({
    policyVersionId: z.string().startsWith('ppv_'),
    /** `textHash` of the draft that was on the screen. */
    seenHash: z.string().min(1),
    stepUpProofId,
  }),
  run: async (tx, ctx, { policyVersionId, seenHash, stepUpProofId: proofId }) => {
    const by = actorId(ctx.actor);
    const draft = await lockDraft(tx, policyVersionId, seenHash);
    if (draft.writtenBy === by)
      throw new DomainError(
        'precondition_failed',
        'You wrote this draft last, so somebody else publishes it. Ask another administrator.',
      );
    await refuseSameHand(tx, by, draft.writtenBy, 'Another administrator must publish this draft.');
    const { faults } = parsePolicy(draft.text);
    if (faults.length > 0)
      throw new DomainError(
        'precondition_failed',
        `Line ${faults.map(({ line }) => String(line)).join(', ')} cannot be read. Mend that first.`,
      );
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'policies.publish',
      leaf: publishLeaf({ policyVersionId, textHash: seenHash }),
    });
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
        after: { version, text, writtenBy, proof },
      },
    };
  },
});
