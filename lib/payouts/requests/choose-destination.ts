import { and, desc, eq, isNull } from 'drizzle-orm';
import { externalAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

export type Destination = { destinationId: string; destinationFingerprint: string };

/**
 * Where a payout goes: the destination asked for, else the account's default for the currency. Its fingerprint is taken
 * now, so that another bank account behind the same id is noticed later.
 * @throws DomainError `precondition_failed` when there is none that can take this payout
 */
export async function chooseDestination(
  tx: Transaction | Database,
  wanted: {
    connectedAccountId: string;
    currency: string;
    method: 'standard' | 'instant';
    destinationId?: string | undefined;
  },
): Promise<Destination> {
  const { connectedAccountId, currency, method, destinationId } = wanted;
  const found = await tx
    .select()
    .from(externalAccounts)
    .where(
      and(
        eq(externalAccounts.connectedAccountId, connectedAccountId),
        eq(externalAccounts.currency, currency),
        isNull(externalAccounts.deletedAt),
        destinationId === undefined ? undefined : eq(externalAccounts.externalAccountId, destinationId),
      ),
    )
    .orderBy(desc(externalAccounts.isDefaultForCurrency), externalAccounts.externalAccountId)
    .limit(100);
  const usable = found.find(
    ({ status, payoutMethods }) =>
      status !== 'errored' && (method === 'standard' || payoutMethods.includes(method)),
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
