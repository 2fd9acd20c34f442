import { randomUUID } from 'node:crypto';
import { eq, max, sql } from 'drizzle-orm';
import { z } from 'zod';
import { riskRuleVersions } from '#drizzle/schema/risk-instruments.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { textHash } from '../text-hash.ts';

/** Two hundred lines of a hundred and fifty characters. */
const TEXT_MAX = 30_000;

/**
 * Writes the draft of the next rules of risk, or changes it. Whoever changed it last cannot publish it. A draft may have faults: they
 * are shown, and it cannot be published with them.
 * @throws DomainError `conflict` when somebody else wrote meanwhile
 */
export const draftRiskRules = defineVerb({
  permission: 'risk.edit',
  input: z.strictObject({
    text: z.string().trim().min(1, { error: 'Write at least one rule.' }).max(TEXT_MAX),
    /** `textHash` of the draft that was on the screen; null where there was none. */
    seenHash: z.string().nullable(),
  }),
  run: async (tx, ctx, wanted) => {
    const text = wanted.text.replaceAll('\r\n', '\n');
    const by = actorId(ctx.actor);
    const [draft] = await tx
      .select()
      .from(riskRuleVersions)
      .where(eq(riskRuleVersions.state, 'draft'))
      .for('update');
    if ((draft === undefined ? null : textHash(draft.text)) !== wanted.seenHash) throw changedMeanwhile();
    if (draft !== undefined) {
      const { riskRuleVersionId, version } = draft;
      await tx
        .update(riskRuleVersions)
        .set({ text, writtenBy: by, writtenAt: sql`now()` })
        .where(eq(riskRuleVersions.riskRuleVersionId, riskRuleVersionId));
      return {
        result: { riskRuleVersionId, version },
        audit: {
          action: 'risk_rules.change_draft',
          subject: riskRuleVersionId,
          before: { text: draft.text, writtenBy: draft.writtenBy },
          after: { version, text },
        },
      };
    }
    const [newest] = await tx.select({ version: max(riskRuleVersions.version) }).from(riskRuleVersions);
    const version = (newest?.version ?? 0) + 1;
    const riskRuleVersionId = `rrv_${randomUUID().replaceAll('-', '')}`;
    const added = await tx
      .insert(riskRuleVersions)
      .values({ riskRuleVersionId, version, text, state: 'draft', writtenBy: by })
      .onConflictDoNothing()
      .returning({ id: riskRuleVersions.riskRuleVersionId });
    if (added.length === 0) throw changedMeanwhile();
    return {
      result: { riskRuleVersionId, version },
      audit: { action: 'risk_rules.draft', subject: riskRuleVersionId, after: { version, text } },
    };
  },
});

function changedMeanwhile(): DomainError {
  return new DomainError(
    'conflict',
    'Somebody else has written a draft since you opened this page. Copy your text, load the page again, and join the two.',
  );
}
