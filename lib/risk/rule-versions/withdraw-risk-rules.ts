import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { riskRuleVersions } from '#drizzle/schema/risk-instruments.ts';
import { defineVerb } from '../../verb.ts';
import { lockDraft } from './lock-draft.ts';

/**
 * Gives a draft up. It stays in the history, and the next draft has a number of its own.
 * @throws DomainError `not_found`, `conflict`
 */
export const withdrawRiskRules = defineVerb({
  permission: 'risk.edit',
  input: z.strictObject({ riskRuleVersionId: z.string().startsWith('rrv_'), seenHash: z.string().min(1) }),
  run: async (tx, _ctx, { riskRuleVersionId, seenHash }) => {
    const { version, text, writtenBy } = await lockDraft(tx, riskRuleVersionId, seenHash);
    await tx
      .update(riskRuleVersions)
      .set({ state: 'withdrawn' })
      .where(eq(riskRuleVersions.riskRuleVersionId, riskRuleVersionId));
    return {
      result: { riskRuleVersionId },
      audit: {
        action: 'risk_rules.withdraw',
        subject: riskRuleVersionId,
        before: { version, text, writtenBy },
      },
    };
  },
});
