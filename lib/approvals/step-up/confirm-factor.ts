import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { refuseSameHand } from '../../auth/same-hand.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { endOpenLink } from './end-open-link.ts';
import { confirmationLeaf, factorHash, type ThisFactor } from './factor-leaf.ts';
import { refuseWhilePeopleCan } from './refuse-while-people-can.ts';
import { factorIdSchema, stepUpProofId } from './schemas.ts';
import { spendProof, type StepUpEvidence } from './spend-proof.ts';

/**
 * An administrator's word, with a proof of their own presence, that a new factor is its owner's; from then on it counts. Never one's own,
 * and not by whoever gave its owner a link to sign in, or took away what they had: one person alone could then act as another. It
 * vouches for its owner, too: whoever gave to them before counts as another hand from now on. While no administrator can, whoever owns
 * the database says it from the machine (`npm run people:confirm`).
 * @throws DomainError `precondition_failed` for each of these; `not_found` when it no longer waits; `forbidden` without an unspent
 * proof for exactly this factor
 */
export const confirmFactor = defineVerb({
  permission: 'step_up.recover',
  input: z.strictObject({ factorId: factorIdSchema, stepUpProofId: stepUpProofId.optional() }),
  run: async (tx, ctx, { factorId, stepUpProofId: proofId = '' }) => {
    const [factor] = await tx
      .select()
      .from(stepUpFactors)
      .where(eq(stepUpFactors.factorId, factorId))
      .for('update');
    if (factor?.state !== 'waiting')
      throw new DomainError('not_found', 'This factor no longer waits for a confirmation.');
    const { confirmedBy, proof } = await giveWord(tx, ctx, factor, proofId);
    const { operatorId, kind, credentialId, publicKey } = factor;
    await endOpenLink(tx, operatorId);
    await tx
      .update(stepUpFactors)
      .set({ state: 'active', confirmedBy, confirmedAt: sql`now()` })
      .where(eq(stepUpFactors.factorId, factorId));
    return {
      result: { factorId },
      audit: {
        action: 'step_up_factor.confirm',
        subject: factorId,
        after: {
          operatorId,
          kind,
          ...(publicKey === null ? {} : { credentialId, publicKey }),
          payloadHash: factorHash(factor),
          ...(proof === null ? {} : { proof }),
        },
      },
    };
  },
});

async function giveWord(
  tx: Transaction,
  ctx: Context,
  factor: ThisFactor,
  proofId: string,
): Promise<{ confirmedBy: string; proof: StepUpEvidence | null }> {
  if (ctx.actor.kind === 'job') {
    await refuseWhilePeopleCan(tx, factor.operatorId);
    return { confirmedBy: 'job', proof: null };
  }
  const { operatorId: confirmedBy } = actingPerson(ctx);
  if (factor.operatorId === confirmedBy)
    throw new DomainError('precondition_failed', 'It is your own. Another administrator confirms it.');
  await refuseSameHand(tx, confirmedBy, factor.operatorId, 'Another administrator must confirm.');
  const proof = await spendProof(tx, ctx, {
    stepUpProofId: proofId,
    purpose: 'factors.confirm',
    leaf: confirmationLeaf(factor),
  });
  return { confirmedBy, proof };
}
