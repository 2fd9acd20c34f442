import { randomUUID } from 'node:crypto';
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/server';
import { and, eq, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpChallenges, stepUpFactors } from '#drizzle/schema/step-up.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { PROOF_MINUTES } from './proof-life.ts';
import { relyingParty } from './relying-party.ts';

/** Asks the browser to make a passkey. It is stored by `enrolPasskey`, and counts when an administrator confirms it. */
export const startPasskey = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const { operatorId, name } = actingPerson(ctx);
    const known = await tx
      .select({ credentialId: stepUpFactors.credentialId })
      .from(stepUpFactors)
      .where(
        and(
          eq(stepUpFactors.operatorId, operatorId),
          eq(stepUpFactors.kind, 'passkey'),
          ne(stepUpFactors.state, 'removed'),
        ),
      );
    const { id, name: rpName } = relyingParty();
    const options: PublicKeyCredentialCreationOptionsJSON = await generateRegistrationOptions({
      rpID: id,
      rpName,
      userName: name,
      userID: new TextEncoder().encode(operatorId),
      attestationType: 'none',
      excludeCredentials: known.flatMap(({ credentialId }) =>
        credentialId === null ? [] : [{ id: credentialId }],
      ),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      // What every platform has and any machine can check later: ES256, RS256.
      supportedAlgorithmIDs: [-7, -257],
    });
    const challengeId = `stc_${randomUUID().replaceAll('-', '')}`;
    await tx.insert(stepUpChallenges).values({
      challengeId,
      operatorId,
      purpose: 'factor.enrol',
      root: '',
      challenge: options.challenge,
      nonce: '',
      expiresAt: sql`clock_timestamp() + make_interval(mins => ${PROOF_MINUTES}::int)`,
    });
    return { result: { challengeId, options }, audit: null };
  },
});
