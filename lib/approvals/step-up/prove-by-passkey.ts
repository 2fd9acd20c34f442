import { randomUUID } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpChallenges, stepUpFactors, stepUpProofs } from '#drizzle/schema/step-up.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { PROOF_MINUTES } from './proof-life.ts';
import { relyingParty } from './relying-party.ts';
import { assertionSchema } from './schemas.ts';

/**
 * Turns a passkey's answer into a proof, once per challenge.
 * @returns the proof's id, for the verb that needs it within five minutes
 * @throws DomainError `conflict` when the challenge is used, too old or somebody else's; `forbidden` for a signature that
 * is not of an own passkey over this challenge
 */
export const proveByPasskey = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({ challengeId: z.string().min(1).max(100), assertion: assertionSchema }),
  run: async (tx, ctx, { challengeId, assertion }) => {
    const { operatorId } = actingPerson(ctx);
    const [challenge] = await tx
      .update(stepUpChallenges)
      .set({ usedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(stepUpChallenges.challengeId, challengeId),
          eq(stepUpChallenges.operatorId, operatorId),
          isNull(stepUpChallenges.usedAt),
          gt(stepUpChallenges.expiresAt, sql`clock_timestamp()`),
        ),
      )
      .returning();
    if (!challenge)
      throw new DomainError('conflict', 'This question to your passkey is over. Ask for a new one.');
    const factor = await lockPasskey(tx, operatorId, assertion.id);
    const signCount = await verifySignature(factor, challenge.challenge, assertion);
    await tx.update(stepUpFactors).set({ signCount }).where(eq(stepUpFactors.factorId, factor.factorId));
    const stepUpProofId = `stp_${randomUUID().replaceAll('-', '')}`;
    await tx.insert(stepUpProofs).values({
      stepUpProofId,
      operatorId,
      factorId: factor.factorId,
      kind: 'passkey',
      purpose: challenge.purpose,
      root: challenge.root,
      assertion: {
        credentialId: factor.credentialId,
        publicKey: factor.publicKey,
        nonce: challenge.nonce,
        authenticatorData: assertion.response.authenticatorData,
        clientDataJSON: assertion.response.clientDataJSON,
        signature: assertion.response.signature,
      },
      expiresAt: sql`clock_timestamp() + make_interval(mins => ${PROOF_MINUTES}::int)`,
    });
    return {
      result: { stepUpProofId },
      audit: {
        action: 'step_up.prove',
        subject: stepUpProofId,
        after: { kind: 'passkey', factorId: factor.factorId, purpose: challenge.purpose },
      },
    };
  },
});

type Passkey = { factorId: string; credentialId: string; publicKey: string; signCount: bigint };

async function lockPasskey(tx: Transaction, operatorId: string, credentialId: string): Promise<Passkey> {
  const [factor] = await tx
    .select({
      factorId: stepUpFactors.factorId,
      publicKey: stepUpFactors.publicKey,
      signCount: stepUpFactors.signCount,
    })
    .from(stepUpFactors)
    .where(
      and(
        eq(stepUpFactors.operatorId, operatorId),
        eq(stepUpFactors.credentialId, credentialId),
        eq(stepUpFactors.state, 'active'),
      ),
    )
    .for('update');
  if (factor?.publicKey == null)
    throw new DomainError('forbidden', 'This passkey is not yours, or does not count any more.');
  return { ...factor, credentialId, publicKey: factor.publicKey };
}

async function verifySignature(
  { credentialId, publicKey, signCount }: Passkey,
  challenge: string,
  assertion: z.output<typeof assertionSchema>,
): Promise<bigint> {
  const { id, origin } = relyingParty();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...assertion, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter: Number(signCount),
      },
      requireUserVerification: true,
    });
    if (verified) return BigInt(authenticationInfo.newCounter);
  } catch (error) {
    throw new DomainError('forbidden', NOT_SIGNED, { cause: error });
  }
  throw new DomainError('forbidden', NOT_SIGNED);
}

const NOT_SIGNED = 'Your passkey did not sign what is shown here. Nothing was changed. Try again.';
