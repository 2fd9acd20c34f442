import { inArray, sql, type SQL } from 'drizzle-orm';
import { externalAccounts } from '#drizzle/schema/connected-accounts.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { readDestinations } from '../requests/choose-destination.ts';
import type { StoredRequest } from '../requests/lock-payout-request.ts';

/** How a request's destination is not what it was asked for with. */
export type Gone = 'unknown' | 'removed' | 'replaced';

/** A destination that nobody can approve any more, and where the account's payouts in that currency go instead. */
export type GoneDestination = {
  readonly how: Gone;
  /** What people know it by; of one that is not known any more its id. */
  readonly label: string;
  /** When it was seen to be removed, in UTC. */
  readonly at: string | null;
  /** Where it would go if it were asked for now; null where the account has nothing that takes it. */
  readonly instead: string | null;
};

/**
 * How the destination of a row called `request` is gone, null while it stands: the one condition of lists, previews and the
 * decision. `destination` is its row of `external_accounts`, or nulls.
 */
export const GONE = sql`case when destination.external_account_id is null then 'unknown'
  when destination.deleted_at is not null then 'removed'
  when coalesce(destination.fingerprint, request.destination_fingerprint) <> request.destination_fingerprint then 'replaced' end`;

/** What a destination is known by. @param alias of `external_accounts` in the statement */
export function destinationLabel(alias: string): SQL {
  const destination = sql.raw(alias);
  return sql`concat_ws(' ', coalesce(${destination}.institution, replace(${destination}.kind, '_', ' ')), '•••• ' || ${destination}.last4)`;
}

/** Where requests whose destination is gone would go if they were asked for now, by request. Asks nothing when there are none. */
export async function readInstead(
  from: Database | Transaction,
  gone: readonly StoredRequest[],
): Promise<Map<string, string>> {
  if (gone.length === 0) return new Map();
  const choose = await readDestinations(from, [
    ...new Set(gone.map(({ connectedAccountId }) => connectedAccountId)),
  ]);
  const chosen = new Map(gone.flatMap((request) => chosenFor(request, choose)));
  const labels = await from
    .select({
      id: externalAccounts.externalAccountId,
      label: sql<string>`${destinationLabel('external_accounts')}`,
    })
    .from(externalAccounts)
    .where(inArray(externalAccounts.externalAccountId, [...chosen.values()]));
  const labelOf = new Map(labels.map(({ id, label }) => [id, label]));
  return new Map([...chosen].map(([payoutRequestId, id]) => [payoutRequestId, labelOf.get(id) ?? id]));
}

function chosenFor(
  { payoutRequestId, connectedAccountId, currency, method }: StoredRequest,
  choose: Awaited<ReturnType<typeof readDestinations>>,
): [string, string][] {
  try {
    return [[payoutRequestId, choose({ connectedAccountId, currency, method }).destinationId]];
  } catch (error) {
    // None can take it: said as such, with what its owner has to do.
    if (error instanceof DomainError) return [];
    throw error;
  }
}

/** Which destination is gone, and that nobody can approve it therefore. Pure. */
export function goneInWords({ how, label, at }: GoneDestination): string {
  switch (how) {
    case 'unknown':
      return `${label}, where this was to go, is not known at Stripe any more. Nobody can approve it.`;
    case 'removed':
      return `${label}, where this was to go, was removed at Stripe${at === null ? '' : ` (seen ${at} UTC)`}. Nobody can approve it.`;
    case 'replaced':
      return `Behind ${label}, where this was to go, is another bank account or card now. Nobody can approve it.`;
  }
}

/** What has to be done, by whom. Pure. @param asker who asked for it and can change it, by name; null for a schedule and an owner */
export function afterGoneInWords(
  { instead }: GoneDestination,
  { origin, currency }: Pick<StoredRequest, 'origin' | 'currency'>,
  asker: string | null,
): string {
  const code = currency.toUpperCase();
  const adds = `bank account or card for ${code} at Stripe; the account has no other`;
  const there =
    instead === null ? '' : `, for a payout to ${instead}, the account’s destination for ${code} now`;
  if (asker !== null)
    return instead === null
      ? `Next: its owner adds a ${adds}. Then ${asker} changes it with “Change…”, and it goes there; or reject it.`
      : `Next: ${asker} changes it with “Change…”, and it goes to ${instead}, the account’s destination for ${code} now; or reject it.`;
  const reject = instead === null ? `Next: reject it, and have its owner add a ${adds}.` : 'Next: reject it.';
  return origin === 'owner'
    ? `${reject} Its owner asks again in the portal${there}.`
    : `${reject} The schedule asks again at its next time${there}.`;
}
