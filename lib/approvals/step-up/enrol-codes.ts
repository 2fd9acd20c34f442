import { randomBytes, randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { DomainError } from '../../errors.ts';
import { defineVerb } from '../../verb.ts';
import { actingPerson } from './acting-person.ts';
import { sealSecret } from './sealed-secret.ts';
import { otpauthUri, toBase32 } from './totp.ts';

/** RFC 4226 asks for at least 128 bits and recommends 160. */
const SECRET_BYTES = 20;

/**
 * Makes the secret of an authenticator app, shown in this one answer only. One that still waits is replaced.
 * @throws DomainError `conflict` when one counts already
 */
export const enrolCodes = defineVerb({
  permission: 'step_up.own',
  input: z.strictObject({}),
  run: async (tx, ctx) => {
    const { operatorId, name } = actingPerson(ctx);
    const secret = randomBytes(SECRET_BYTES);
    const factorId = `stf_${randomUUID().replaceAll('-', '')}`;
    await tx
      .update(stepUpFactors)
      .set({ state: 'removed', removedBy: operatorId, removedAt: sql`now()` })
      .where(
        and(
          eq(stepUpFactors.operatorId, operatorId),
          eq(stepUpFactors.kind, 'totp'),
          eq(stepUpFactors.state, 'waiting'),
        ),
      );
    const added = await tx
      .insert(stepUpFactors)
      .values({
        factorId,
        operatorId,
        kind: 'totp',
        name: 'One-time codes',
        sealedSecret: sealSecret(secret, factorId),
      })
      .onConflictDoNothing()
      .returning({ factorId: stepUpFactors.factorId });
    if (added.length === 0)
      throw new DomainError('conflict', 'You have one-time codes already. Remove them first.');
    return {
      result: { factorId, secret: toBase32(secret), uri: otpauthUri(secret, name) },
      audit: { action: 'step_up_factor.enrol', subject: factorId, after: { operatorId, kind: 'totp' } },
    };
  },
});
