import { eq, sql } from 'drizzle-orm';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { actorId } from '../audit/record-audit.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { lockDraft } from './lock-draft.ts';
import { publishLeaf } from './publish-leaf.ts';
import type { VersionedText } from './versioned-text.ts';

/**
 * Puts a draft in force, by somebody else than who wrote it last, who proves to be there.
 * @throws DomainError `not_found`, `conflict` when another text was on the screen, `precondition_failed`, `forbidden` without a proof of
 * presence for exactly this text
 */
export async function publishDraft(
  tx: Transaction,
  ctx: Context,
  kind: VersionedText,
  { versionId, seenHash, stepUpProofId }: { versionId: string; seenHash: string; stepUpProofId: string },
) {
  const { table, action, purpose } = kind;
  const publishedBy = actorId(ctx.actor);
  const { version, text, writtenBy } = await lockDraft(tx, kind, { versionId, seenHash });
  if (writtenBy === publishedBy)
    throw new DomainError(
      'precondition_failed',
      'You wrote this draft last, so somebody else publishes it. Ask another administrator.',
    );
  await refuseSameHand(tx, publishedBy, writtenBy, 'Another administrator must publish this draft.');
  const [fault, ...others] = kind.faultsOf(text);
  // As the draft's page says it.
  if (fault !== undefined)
    throw new DomainError(
      'precondition_failed',
      `Line ${String(fault.line)}. ${fault.text}${others.length === 0 ? '' : ` Also line ${others.map(({ line }) => String(line)).join(', ')}.`} Mend that first.`,
    );
  const leaf = publishLeaf(kind, { versionId, textHash: seenHash });
  const proof = await spendProof(tx, ctx, { stepUpProofId, purpose, leaf });
  await tx
    .update(table)
    .set({ state: 'published', publishedBy, publishedAt: sql`now()` })
    .where(eq(table.versionId, versionId));
  return {
    result: { versionId, version },
    audit: { action: `${action}.publish`, subject: versionId, after: { version, text, writtenBy, proof } },
  };
}
