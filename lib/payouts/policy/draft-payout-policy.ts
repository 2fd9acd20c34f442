import { randomUUID } from 'node:crypto';
import { eq, max, sql } from 'drizzle-orm';
import { z } from 'zod';
import { payoutPolicies } from '#drizzle/schema/payout-policies.ts';
import { actorId } from '../../audit/record-audit.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { textHash } from './text-hash.ts';

/** Two hundred lines of a hundred and fifty characters. */
const TEXT_MAX = 30_000;

const input = z.strictObject({
  text: z.string().trim().min(1, { error: 'Write at least one rule.' }).max(TEXT_MAX),
  /** `textHash` of the draft that was on the screen; null where there was none. */
  seenHash: z.string().nullable(),
});

/**
 * Writes the draft of the next payout policy, or changes it. Whoever changed it last cannot publish it. A draft may have
 * faults: they are shown, and it cannot be published with them.
 * @throws DomainError `conflict` when somebody else wrote meanwhile
 */
export const draftPayoutPolicy = defineVerb({
  permission: 'policies.edit',
  input,
  run: async (tx, ctx, wanted) => {
    const text = wanted.text.replaceAll('\r\n', '\n');
    const by = actorId(ctx.actor);
    const [draft] = await tx
      .select()
      .from(payoutPolicies)
      .where(eq(payoutPolicies.state, 'draft'))
      .for('update');
    if ((draft === undefined ? null : textHash(draft.text)) !== wanted.seenHash) throw changedMeanwhile();
    if (draft !== undefined) {
      const { policyVersionId, version } = draft;
      await tx
        .update(payoutPolicies)
        .set({ text, writtenBy: by, writtenAt: sql`now()` })
        .where(eq(payoutPolicies.policyVersionId, policyVersionId));
      return {
        result: { policyVersionId, version },
        audit: {
          action: 'payout_policy.change_draft',
          subject: policyVersionId,
          before: { text: draft.text, writtenBy: draft.writtenBy },
          after: { version, text },
        },
      };
    }
    const [newest] = await tx.select({ version: max(payoutPolicies.version) }).from(payoutPolicies);
    const version = (newest?.version ?? 0) + 1;
    const policyVersionId = `ppv_${randomUUID().replaceAll('-', '')}`;
    const added = await tx
      .insert(payoutPolicies)
      .values({ policyVersionId, version, text, state: 'draft', writtenBy: by })
      .onConflictDoNothing()
      .returning({ id: payoutPolicies.policyVersionId });
    if (added.length === 0) throw changedMeanwhile();
    return {
      result: { policyVersionId, version },
      audit: { action: 'payout_policy.draft', subject: policyVersionId, after: { version, text } },
    };
  },
});

function changedMeanwhile(): DomainError {
  return new DomainError(
    'conflict',
    'Somebody else has written a draft since you opened this page. Copy your text, load the page again, and join the two.',
  );
}
