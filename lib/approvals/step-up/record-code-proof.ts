import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpFactors, stepUpProofs } from '#drizzle/schema/step-up.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { PROOF_MINUTES } from './proof-life.ts';
import { hashSchema, purposeSchema } from './schemas.ts';
import { openSecret } from './sealed-secret.ts';
import { acceptedStep } from './totp.ts';

/**
 * Turns a one-time code into a proof. A code counts once, and none from before it counts again. Called by `proveByCode`,
 * which counts the tries.
 * @throws DomainError `forbidden` for a wrong or used code; `precondition_failed` for whoever has no code that counts
 */
export const recordCodeProof = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({ purpose: purposeSchema, root: hashSchema, code: z.string().trim().min(1).max(20) }),
  run: async (tx, ctx, { purpose, root, code }) => {
    const { operatorId } = actingPerson(ctx);
    const factor = await lockCodes(tx, operatorId);
    const lastStep = acceptedStep(openSecret(factor.sealedSecret, factor.factorId), code, factor);
    if (lastStep === null) throw new DomainError('forbidden', WRONG_CODE, { fields: { code: WRONG_CODE } });
    await tx.update(stepUpFactors).set({ lastStep }).where(eq(stepUpFactors.factorId, factor.factorId));
    const stepUpProofId = `stp_${randomUUID().replaceAll('-', '')}`;
    await tx.insert(stepUpProofs).values({
      stepUpProofId,
      operatorId,
      factorId: factor.factorId,
      kind: 'totp',
      purpose,
      root,
      expiresAt: sql`clock_timestamp() + make_interval(mins => ${PROOF_MINUTES}::int)`,
    });
    return {
      result: { stepUpProofId },
      audit: {
        action: 'step_up.prove',
        subject: stepUpProofId,
        after: { kind: 'totp', factorId: factor.factorId, purpose },
      },
    };
  },
});

const WRONG_CODE = 'This code is wrong or was used already. A code counts once; wait for the next one.';

type Codes = { factorId: string; sealedSecret: string; lastStep: bigint; seconds: number };

async function lockCodes(tx: Transaction, operatorId: string): Promise<Codes> {
  const [factor] = await tx
    .select({
      factorId: stepUpFactors.factorId,
      sealedSecret: stepUpFactors.sealedSecret,
      lastStep: stepUpFactors.lastStep,
      seconds: sql<number>`extract(epoch from clock_timestamp())::float8`,
    })
    .from(stepUpFactors)
    .where(
      and(
        eq(stepUpFactors.operatorId, operatorId),
        eq(stepUpFactors.kind, 'totp'),
        eq(stepUpFactors.state, 'active'),
      ),
    )
    .for('update');
  if (factor?.sealedSecret == null)
    throw new DomainError(
      'precondition_failed',
      'You have no passkey or one-time code that counts yet. Add one under Settings, Security.',
    );
  return { ...factor, sealedSecret: factor.sealedSecret };
}
