import { z } from 'zod';
import { operators } from '#drizzle/schema/floor.ts';
import type { OperatorRole } from '../context.ts';
import { env } from '../env.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

const PERSONAS: readonly { operatorId: string; name: string; email: string; role: OperatorRole }[] = [
  {
    operatorId: 'opr_demo_anna',
    name: 'Anna Lindqvist',
    email: 'anna.lindqvist@demo.sluice.example',
    role: 'finance_operator',
  },
  {
    operatorId: 'opr_demo_ines',
    name: 'Ines Okafor',
    email: 'ines.okafor@demo.sluice.example',
    role: 'risk_reviewer',
  },
  {
    operatorId: 'opr_demo_marek',
    name: 'Marek Dudek',
    email: 'marek.dudek@demo.sluice.example',
    role: 'administrator',
  },
  {
    operatorId: 'opr_demo_vera',
    name: 'Vera Holm',
    email: 'vera.holm@demo.sluice.example',
    role: 'viewer',
  },
  // Changes of administrators take two.
  {
    operatorId: 'opr_demo_noor',
    name: 'Noor Haddad',
    email: 'noor.haddad@demo.sluice.example',
    role: 'administrator',
  },
];

/** The people of the demo. Safe to call again: somebody who is there keeps the role that was given since. */
export const seedDemoPersonas = defineVerb({
  permission: 'operators.seed',
  input: z.strictObject({}),
  run: async (tx) => {
    if (env().isProduction) {
      throw new DomainError('precondition_failed', 'Demo people are not made in production.');
    }
    const added = await tx
      .insert(operators)
      .values(PERSONAS.map((persona) => ({ ...persona, isDemoPersona: true })))
      .onConflictDoNothing()
      .returning({ operatorId: operators.operatorId });
    return {
      result: { added: added.length },
      audit:
        added.length > 0
          ? {
              action: 'operator.seed',
              subject: 'demo',
              after: { operatorIds: added.map((row) => row.operatorId) },
            }
          : null,
    };
  },
});
