import { and, desc, inArray, isNull } from 'drizzle-orm';
import { externalAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

export type Destination = { destinationId: string; destinationFingerprint: string };

type Wanted = {
  connectedAccountId: string;
  currency: string;
  method: 'standard' | 'instant';
  destinationId?: string | undefined;
};

/** More than an account has. */
const DESTINATIONS_MAX = 500;

/**
 * Where a payout goes: the destination asked for, else the account's default for the currency. Its fingerprint is taken
 * now, so that another bank account behind the same id is noticed later.
 * @throws DomainError `precondition_failed` when there is none that can take this payout
 */
export async function chooseDestination(tx: Transaction | Database, wanted: Wanted): Promise<Destination> {
  return (await readDestinations(tx, [wanted.connectedAccountId]))(wanted);
}

/** Of many connected accounts by one statement. @returns what `chooseDestination` gives or throws */
export async function readDestinations(
  tx: Transaction | Database,
  connectedAccountIds: string[],
): Promise<(wanted: Wanted) => Destination> {
  const found = await tx
    .select()
    .from(externalAccounts)
    .where(
      and(
        inArray(externalAccounts.connectedAccountId, connectedAccountIds),
        isNull(externalAccounts.deletedAt),
      ),
    )
    .orderBy(desc(externalAccounts.isDefaultForCurrency), externalAccounts.externalAccountId)
    .limit(DESTINATIONS_MAX * connectedAccountIds.length);
  const byAccount = Map.groupBy(found, ({ connectedAccountId }) => connectedAccountId);
  return (wanted) => choose(byAccount.get(wanted.connectedAccountId) ?? [], wanted);
}

function choose(
  known: readonly (typeof externalAccounts.$inferSelect)[],
  { connectedAccountId, currency, method, destinationId }: Wanted,
): Destination {
  const usable = known.find(
    (one) =>
      one.currency === currency &&
      (destinationId === undefined || one.externalAccountId === destinationId) &&
      one.status !== 'errored' &&
      (method === 'standard' || one.payoutMethods.includes(method)),
  );
  if (usable === undefined)
    throw new DomainError(
      'precondition_failed',
      `${destinationId ?? `No bank account or card of ${connectedAccountId}`} can take ${method === 'instant' ? 'an instant payout' : 'a payout'} in ${currency.toUpperCase()}. Ask the account’s owner to add one${method === 'instant' ? ', or pay by the standard method' : ''}.`,
    );
  return {
    destinationId: usable.externalAccountId,
    destinationFingerprint: usable.fingerprint ?? factsOf(usable),
  };
}

/** Stripe gives some destinations no fingerprint; what it does tell stands in for it. */
function factsOf(one: typeof externalAccounts.$inferSelect): string {
  return ['no-fingerprint', one.kind, one.country, one.institution, one.last4].join('/');
}
