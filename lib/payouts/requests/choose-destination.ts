import { and, desc, inArray, isNull } from 'drizzle-orm';
import { externalAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

export type Destination = { destinationId: string; destinationFingerprint: string };

/** A destination that can take a payout, by what people know it. */
export type DestinationChoice = { readonly destinationId: string; readonly label: string };

type Usable = Destination & DestinationChoice;

type Wanted = {
  connectedAccountId: string;
  currency: string;
  method: 'standard' | 'instant';
  destinationId?: string | undefined;
  /** Where it was to go so far: before the default, as long as it can take it and is the same bank account or card. */
  soFar?: Destination | undefined;
};

/** More than an account has. */
const DESTINATIONS_MAX = 500;

/**
 * Where a payout goes: the destination asked for, else where it was to go so far, else the account's default for the currency.
 * Its fingerprint is taken now, so that another bank account behind the same id is noticed later.
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
  const usableFor = await readUsableDestinations(tx, connectedAccountIds);
  return (wanted) => {
    const [chosen] = usableFor(wanted);
    if (chosen === undefined) throw new DomainError('precondition_failed', noneInWords(wanted));
    const { destinationId, destinationFingerprint } = chosen;
    return { destinationId, destinationFingerprint };
  };
}

/** Of many connected accounts by one statement. @returns all that can take a payout, first where it would go if nobody chose */
export async function readUsableDestinations(
  tx: Transaction | Database,
  connectedAccountIds: string[],
): Promise<(wanted: Wanted) => Usable[]> {
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
  return (wanted) => usable(byAccount.get(wanted.connectedAccountId) ?? [], wanted);
}

function usable(
  known: readonly (typeof externalAccounts.$inferSelect)[],
  { currency, method, destinationId, soFar }: Wanted,
): Usable[] {
  const choices = known
    .filter(
      (one) =>
        one.currency === currency &&
        (destinationId === undefined || one.externalAccountId === destinationId) &&
        one.status !== 'errored' &&
        (method === 'standard' || one.payoutMethods.includes(method)),
    )
    .map((one) => ({
      destinationId: one.externalAccountId,
      destinationFingerprint: one.fingerprint ?? factsOf(one),
      label: labelOf(one),
    }));
  const isSoFar = (one: Usable): boolean =>
    one.destinationId === soFar?.destinationId && one.destinationFingerprint === soFar.destinationFingerprint;
  return [...choices.filter(isSoFar), ...choices.filter((one) => !isSoFar(one))];
}

function noneInWords({ connectedAccountId, currency, method, destinationId }: Wanted): string {
  const what = `${method === 'instant' ? 'an instant payout' : 'a payout'} in ${currency.toUpperCase()}`;
  const next = `Ask the account’s owner to add one${method === 'instant' ? ', or pay by the standard method' : ''}.`;
  return destinationId === undefined
    ? `No bank account or card of ${connectedAccountId} can take ${what}. ${next}`
    : `${destinationId} cannot take ${what}. Choose another destination of the account. If it has none: ${next.replace('Ask', 'ask')}`;
}

/** Stripe gives some destinations no fingerprint; what it does tell stands in for it. */
function factsOf(one: typeof externalAccounts.$inferSelect): string {
  return ['no-fingerprint', one.kind, one.country, one.institution, one.last4].join('/');
}

const labelOf = ({ institution, kind, last4 }: typeof externalAccounts.$inferSelect): string =>
  `${institution ?? kind.replaceAll('_', ' ')} •••• ${last4}`;
