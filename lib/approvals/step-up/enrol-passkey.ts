import { randomUUID } from 'node:crypto';
import { verifyRegistrationResponse, type WebAuthnCredential } from '@simplewebauthn/server';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpChallenges, stepUpFactors } from '#drizzle/schema/step-up.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { relyingParty } from './relying-party.ts';
import { registrationSchema } from './schemas.ts';

/**
 * Stores a passkey that its owner's browser has just made. It waits for an administrator's confirmation.
 * @throws DomainError `conflict` when the question was answered or is too old; `forbidden` for another answer than to it
 */
export const enrolPasskey = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({
    challengeId: z.string().min(1).max(100),
    name: z.string().trim().min(1).max(60),
    registration: registrationSchema,
  }),
  run: async (tx, ctx, { challengeId, name, registration }) => {
    const { operatorId } = actingPerson(ctx);
    const [challenge] = await tx
      .update(stepUpChallenges)
      .set({ usedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(stepUpChallenges.challengeId, challengeId),
          eq(stepUpChallenges.operatorId, operatorId),
          eq(stepUpChallenges.purpose, 'factor.enrol'),
          isNull(stepUpChallenges.usedAt),
          gt(stepUpChallenges.expiresAt, sql`clock_timestamp()`),
        ),
      )
      .returning();
    if (!challenge) throw new DomainError('conflict', 'This took too long. Start again.');
    const credential = await readCredential(challenge.challenge, registration);
    const factorId = `stf_${randomUUID().replaceAll('-', '')}`;
    const publicKey = Buffer.from(credential.publicKey).toString('base64url');
    const added = await tx
      .insert(stepUpFactors)
      .values({
        factorId,
        operatorId,
        kind: 'passkey',
        name,
        credentialId: credential.id,
        publicKey,
        signCount: BigInt(credential.counter),
      })
      .onConflictDoNothing()
      .returning({ factorId: stepUpFactors.factorId });
    if (added.length === 0) throw new DomainError('conflict', 'This passkey is known already.');
    return {
      result: { factorId },
      audit: {
        action: 'step_up_factor.enrol',
        subject: factorId,
        after: { operatorId, kind: 'passkey', name, credentialId: credential.id, publicKey },
      },
    };
  },
});

async function readCredential(
  expectedChallenge: string,
  registration: z.output<typeof registrationSchema>,
): Promise<WebAuthnCredential> {
  const { id, origin } = relyingParty();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...registration, clientExtensionResults: {} },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [-7, -257],
    });
    if (verified) return registrationInfo.credential;
  } catch (error) {
    throw new DomainError('forbidden', NOT_MADE, { cause: error });
  }
  throw new DomainError('forbidden', NOT_MADE);
}

const NOT_MADE = 'Your browser’s answer does not belong to this question. No passkey was stored. Try again.';
