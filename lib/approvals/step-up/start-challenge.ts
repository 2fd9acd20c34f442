import { randomBytes, randomUUID } from 'node:crypto';
import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpChallenges, stepUpFactors } from '#drizzle/schema/step-up.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { relyingParty } from './relying-party.ts';
import { hashSchema, purposeSchema } from './schemas.ts';
import { challengeOf } from './subject-tree.ts';

/** Long enough to find the key, short enough that nobody else finds the challenge open. */
const LIFE_MINUTES = 5;

/**
 * What a passkey is to sign: a challenge that holds who, for what, and the hash of exactly what was shown.
 * @throws DomainError `precondition_failed` for whoever has no passkey that counts
 */
export const startChallenge = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({ purpose: purposeSchema, root: hashSchema }),
  run: async (tx, ctx, { purpose, root }) => {
    const { operatorId } = actingPerson(ctx);
    const keys = await tx
      .select({ credentialId: stepUpFactors.credentialId })
      .from(stepUpFactors)
      .where(
        and(
          eq(stepUpFactors.operatorId, operatorId),
          eq(stepUpFactors.kind, 'passkey'),
          eq(stepUpFactors.state, 'active'),
        ),
      );
    if (keys.length === 0)
      throw new DomainError(
        'precondition_failed',
        'You have no passkey yet. Use a one-time code, or add a passkey under Settings, Security.',
      );
    const nonce = randomBytes(16).toString('base64url');
    const challenge = challengeOf({ purpose, operatorId, root, nonce });
    const options: PublicKeyCredentialRequestOptionsJSON = await generateAuthenticationOptions({
      rpID: relyingParty().id,
      challenge: Buffer.from(challenge, 'base64url'),
      allowCredentials: keys.flatMap(({ credentialId }) =>
        credentialId === null ? [] : [{ id: credentialId }],
      ),
      userVerification: 'required',
    });
    const challengeId = `stc_${randomUUID().replaceAll('-', '')}`;
    await tx.insert(stepUpChallenges).values({
      challengeId,
      operatorId,
      purpose,
      root,
      challenge,
      nonce,
      expiresAt: sql`clock_timestamp() + make_interval(mins => ${LIFE_MINUTES}::int)`,
    });
    // Nothing is changed by asking; its answer is on record with what it was for.
    return { result: { challengeId, options }, audit: null };
  },
});
