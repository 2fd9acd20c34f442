import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskRuleVersions } from '#drizzle/schema/risk-instruments.ts';
import { stepUpProofId } from '../../approvals/step-up/schemas.ts';
import { spendProof } from '../../approvals/step-up/spend-proof.ts';
import { actorId } from '../../audit/record-audit.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { parseRiskRules } from '../rules/rule-text.ts';
import { lockDraft } from './lock-draft.ts';
import { rulesLeaf } from './publish-leaf.ts';

/**
 * Puts a draft in force, by somebody else than who wrote it last, who proves to be there. Every decision from then on is made by it;
 * those that were made keep the rules that made them.
 * @throws DomainError `not_found`, `conflict` when another text was on the screen, `precondition_failed`, `forbidden` without a proof of
 * presence for exactly this text
 */
export const publishRiskRules = defineVerb({
  permission: 'risk.publish',
  input: z.strictObject({
    riskRuleVersionId: z.string().startsWith('rrv_'),
    /** `textHash` of the draft that was on the screen. */
    seenHash: z.string().min(1),
    stepUpProofId,
  }),
  run: async (tx, ctx, { riskRuleVersionId, seenHash, stepUpProofId: proofId }) => {
    const by = actorId(ctx.actor);
    const draft = await lockDraft(tx, riskRuleVersionId, seenHash);
    if (draft.writtenBy === by)
      throw new DomainError(
        'precondition_failed',
        'You wrote this draft last, so somebody else publishes it. Ask another administrator.',
      );
    await refuseSameHand(tx, by, draft.writtenBy, 'Another administrator must publish this draft.');
    const { faults } = parseRiskRules(draft.text);
    if (faults.length > 0)
      throw new DomainError(
        'precondition_failed',
        `Line ${faults.map(({ line }) => String(line)).join(', ')} cannot be read. Mend that first.`,
      );
    const proof = await spendProof(tx, ctx, {
      stepUpProofId: proofId,
      purpose: 'risk.publish',
      leaf: rulesLeaf({ riskRuleVersionId, textHash: seenHash }),
    });
    await tx
      .update(riskRuleVersions)
      .set({ state: 'published', publishedBy: by, publishedAt: sql`now()` })
      .where(eq(riskRuleVersions.riskRuleVersionId, riskRuleVersionId));
    const { version, text, writtenBy } = draft;
    return {
      result: { riskRuleVersionId, version },
      audit: {
        action: 'risk_rules.publish',
        subject: riskRuleVersionId,
        after: { version, text, writtenBy, proof },
      },
    };
  },
});
