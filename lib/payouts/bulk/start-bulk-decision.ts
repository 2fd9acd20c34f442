import { and, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { bulkDecisions } from '#drizzle/schema/bulk-decisions.ts';
import { stepUpProofs } from '#drizzle/schema/step-up.ts';
import { hashSchema } from '../../approvals/step-up/schemas.ts';
import { evidenceOf, type StepUpEvidence } from '../../approvals/step-up/spend-proof.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { refusedField } from '../../input-words.ts';
import { defineVerb } from '../../verb.ts';
import { previewOfDraft } from './preview-of-draft.ts';

const BULK_FACTS_CHANGED =
  'Facts have changed since this list was made. Nothing was decided. Look at what it would do now, then decide.';

/**
 * A person's word on everything that the draft shows. Approving takes one proof about the hash of all items; a worker then
 * decides one by one, each under the same checks as a decision alone.
 * @throws DomainError `conflict` when the draft is another than was shown, would do otherwise by now, or was started; `forbidden` for somebody else's
 * draft or a proof that is not about it
 */
export const startBulkDecision = defineVerb({
  permission: 'payouts.approve',
  input: z.strictObject({
    bulkDecisionId: z.string().startsWith('bdc_'),
    root: hashSchema,
    reason: z.string().trim().max(500).default(''),
    stepUpProofId: z.string().min(1).max(100).nullable(),
  }),
  run: async (tx, ctx, { bulkDecisionId, root, reason, stepUpProofId }) => {
    const [draft] = await tx
      .select()
      .from(bulkDecisions)
      .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId))
      .for('update');
    if (draft === undefined) throw new DomainError('not_found', 'There is no such bulk decision.');
    if (ctx.actor.kind !== 'operator' || draft.operatorId !== ctx.actor.operatorId)
      throw new DomainError('forbidden', 'Somebody else has made this choice. Only they can confirm it.');
    if (draft.state !== 'draft')
      throw new DomainError('conflict', 'This has been started or stopped already. Nothing was changed.');
    if (draft.root !== root)
      throw new DomainError('conflict', 'This is another choice than you were shown. Look at it again.');
    const { decision } = draft;
    const preview = await previewOfDraft(tx, draft);
    if (preview.root !== root) throw new DomainError('conflict', BULK_FACTS_CHANGED);
    if (decision === 'reject' && reason.length < 3) throw refusedField('reason', 'Say why, in a few words.');
    const proof =
      decision === 'approve'
        ? await readProof(tx, { stepUpProofId, root, operatorId: draft.operatorId })
        : null;
    await tx
      .update(bulkDecisions)
      .set({ state: 'queued', reason: reason === '' ? null : reason, stepUpProofId })
      .where(eq(bulkDecisions.bulkDecisionId, bulkDecisionId));
    return {
      result: { bulkDecisionId },
      audit: {
        action: 'bulk_decision.start',
        subject: bulkDecisionId,
        after: {
          decision,
          root,
          previewHash: preview.previewHash,
          count: draft.prepared,
          reason: reason === '' ? null : reason,
          stepUpProofId,
          ...(proof === null ? {} : { proof }),
        },
      },
    };
  },
});

/** Each item asks again, and spends it for itself alone; this one only spares its person a page of refusals. */
async function readProof(
  tx: Transaction,
  { stepUpProofId, root, operatorId }: { stepUpProofId: string | null; root: string; operatorId: string },
): Promise<StepUpEvidence> {
  const [proof] = await tx
    .select()
    .from(stepUpProofs)
    .where(
      and(
        eq(stepUpProofs.stepUpProofId, stepUpProofId ?? ''),
        eq(stepUpProofs.operatorId, operatorId),
        eq(stepUpProofs.purpose, 'payouts.approve'),
        gt(stepUpProofs.expiresAt, sql`clock_timestamp()`),
      ),
    );
  if (proof?.root !== root)
    throw new DomainError('forbidden', 'What you confirmed is not this, or was too long ago. Confirm again.');
  return evidenceOf(proof, 'payouts.approve', []);
}
