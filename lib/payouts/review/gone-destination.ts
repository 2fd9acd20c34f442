import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { readUsableDestinations } from '../requests/choose-destination.ts';
import type { StoredRequest } from '../requests/lock-payout-request.ts';

/** How a request's destination is not what it was asked for with. */
export type Gone = 'unknown' | 'removed' | 'replaced' | 'errored';

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
  when coalesce(destination.fingerprint, request.destination_fingerprint) <> request.destination_fingerprint then 'replaced'
  when destination.status = 'errored' then 'errored' end`;

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
  const usableFor = await readUsableDestinations(from, [
    ...new Set(gone.map(({ connectedAccountId }) => connectedAccountId)),
  ]);
  return new Map(
    gone.flatMap(({ payoutRequestId, connectedAccountId, currency, method }) => {
      // None can take it: said as such, with what its owner has to do.
      const [chosen] = usableFor({ connectedAccountId, currency, method });
      return chosen === undefined ? [] : [[payoutRequestId, chosen.label] as const];
    }),
  );
}

/** Which destination is gone, and that nobody can approve it therefore. Pure. */
export function goneInWords(gone: GoneDestination): string {
  return `${whatIsGone(gone)} Nobody can approve it${gone.how === 'errored' ? ' while that is so' : ''}.`;
}

/** What became of a destination. Pure. */
export function whatIsGone({ how, label, at }: Omit<GoneDestination, 'instead'>): string {
  switch (how) {
    case 'unknown':
      return `${label}, where this was to go, is not known at Stripe any more.`;
    case 'removed':
      return `${label}, where this was to go, was removed at Stripe${at === null ? '' : ` (seen ${at} UTC)`}.`;
    case 'replaced':
      return `Behind ${label}, where this was to go, is another bank account or card now.`;
    case 'errored':
      return `${label}, where this was to go, takes no payouts: its bank sent one back, and Stripe sends none until its details are corrected.`;
  }
}

/** What has to be done, by whom. Pure. @param asker who asked for it and can change it, by name; null for a schedule and an owner */
export function afterGoneInWords(
  { how, instead }: GoneDestination,
  { origin, currency }: Pick<StoredRequest, 'origin' | 'currency'>,
  asker: string | null,
): string {
  const code = currency.toUpperCase();
  if (how === 'errored' && instead === null)
    return `Next: its owner corrects its details at Stripe, or adds another bank account or card for ${code}; then people can decide. Or reject it.`;
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
