import { and, eq, gt, sql } from 'drizzle-orm';
import { stepUpProofs, stepUpUses } from '#drizzle/schema/step-up.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { actingPerson } from './acting-person.ts';
import type { StepUpPurpose } from './schemas.ts';
import { rootFrom } from './subject-tree.ts';

/** What stands on record of a proof; with a passkey, all that is needed to check its signature without us. */
export type StepUpEvidence = {
  stepUpProofId: string;
  kind: 'passkey' | 'totp';
  factorId: string;
  purpose: StepUpPurpose;
  root: string;
  path: readonly string[];
  assertion?: Record<string, string>;
};

/**
 * Spends a proof on one subject, in the transaction of what it is for.
 * @param path the subject's way to what was signed; empty when it was signed alone
 * @throws DomainError `forbidden` when it is somebody else's, for something else, too old, or spent on this already
 */
export async function spendProof(
  tx: Transaction,
  ctx: Context,
  {
    stepUpProofId,
    purpose,
    leaf,
    path = [],
  }: { stepUpProofId: string; purpose: StepUpPurpose; leaf: string; path?: readonly string[] },
): Promise<StepUpEvidence> {
  const { operatorId } = actingPerson(ctx);
  const [proof] = await tx
    .select()
    .from(stepUpProofs)
    .where(
      and(
        eq(stepUpProofs.stepUpProofId, stepUpProofId),
        eq(stepUpProofs.operatorId, operatorId),
        eq(stepUpProofs.purpose, purpose),
        gt(stepUpProofs.expiresAt, sql`clock_timestamp()`),
      ),
    );
  if (proof === undefined || proof.root !== rootFrom(leaf, path))
    throw new DomainError('forbidden', 'What you confirmed is not this, or was too long ago. Confirm again.');
  const spent = await tx
    .insert(stepUpUses)
    .values({ stepUpProofId, leaf, path })
    .onConflictDoNothing()
    .returning({ leaf: stepUpUses.leaf });
  if (spent.length === 0)
    throw new DomainError('forbidden', 'This confirmation was used already. Confirm again.');
  return evidenceOf(proof, purpose, path);
}

/** What goes on record of a proof that was taken. */
export function evidenceOf(
  { stepUpProofId, kind, factorId, root, assertion }: typeof stepUpProofs.$inferSelect,
  purpose: StepUpPurpose,
  path: readonly string[],
): StepUpEvidence {
  return { stepUpProofId, kind, factorId, purpose, root, path, ...(assertion === null ? {} : { assertion }) };
}
