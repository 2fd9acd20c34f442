import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { operators } from '#drizzle/schema/floor.ts';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { defineVerb } from '../../verb.ts';
import { demoFactorId, demoSecret } from './demo-secret.ts';
import { sealSecret } from './sealed-secret.ts';

/** One-time codes for the people of the demo, whose codes every form shows that asks for one. Nothing outside the demo. */
export const seedDemoFactors = defineVerb({
  permission: 'operators.seed',
  input: z.strictObject({}),
  run: async (tx) => {
    const personas = await tx
      .select({ operatorId: operators.operatorId })
      .from(operators)
      .leftJoin(
        stepUpFactors,
        and(eq(stepUpFactors.operatorId, operators.operatorId), eq(stepUpFactors.kind, 'totp')),
      )
      .where(and(eq(operators.isDemoPersona, true), isNull(stepUpFactors.factorId)));
    const rows = personas.flatMap(({ operatorId }) => {
      const secret = demoSecret(operatorId);
      if (secret === null) return [];
      const factorId = demoFactorId(operatorId);
      return [
        {
          factorId,
          operatorId,
          kind: 'totp' as const,
          name: 'One-time codes of the demo',
          sealedSecret: sealSecret(secret, factorId),
          state: 'active' as const,
          confirmedBy: 'demo',
          confirmedAt: sql`now()`,
        },
      ];
    });
    if (rows.length === 0) return { result: { added: 0 }, audit: null };
    await tx.insert(stepUpFactors).values(rows);
    return {
      result: { added: rows.length },
      audit: {
        action: 'step_up_factor.seed',
        subject: 'demo',
        after: { operatorIds: rows.map(({ operatorId }) => operatorId) },
      },
    };
  },
});
