import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import { env } from '../env.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';

/** Each owns the account of that name, where the demo's world has it. */
const OWNERS = [
  {
    ownerId: 'own_demo_clara',
    name: 'Clara Whitfield',
    email: 'clara.whitfield@marigold.example',
    accountName: 'Marigold & Pine Co.',
  },
] as const;

/** The owners of the demo. Safe to call again. */
export const seedDemoOwners = defineVerb({
  permission: 'operators.seed',
  input: z.strictObject({}),
  run: async (tx) => {
    if (env().isProduction)
      throw new DomainError('precondition_failed', 'Demo people are not made in production.');
    const named = OWNERS.map(({ accountName }) => accountName);
    const accounts = await tx
      .select({ id: connectedAccounts.connectedAccountId, name: connectedAccounts.displayName })
      .from(connectedAccounts)
      .where(inArray(connectedAccounts.displayName, named));
    const owners = OWNERS.flatMap(({ accountName, ...owner }) => {
      const account = accounts.find(({ name }) => name === accountName);
      return account === undefined ? [] : [{ ...owner, connectedAccountId: account.id, isDemoPersona: true }];
    });
    const added =
      owners.length === 0
        ? []
        : await tx
            .insert(connectedAccountOwners)
            .values(owners)
            .onConflictDoNothing()
            .returning({ ownerId: connectedAccountOwners.ownerId });
    return {
      result: { added: added.length },
      audit:
        added.length === 0
          ? null
          : {
              action: 'owner.seed',
              subject: 'demo',
              after: { ownerIds: added.map(({ ownerId }) => ownerId) },
            },
    };
  },
});
