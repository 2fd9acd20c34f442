import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';
import type { RiskMoment } from './counts.ts';

/** Who the account is and where its money goes, as known at the moment. */
export type RiskStanding = {
  country: string | null;
  createdAt: Date | null;
  /** When the newest bank account or card that it is paid out to came, or became another one; null for what it began with. */
  destinationSince: Date | null;
  /** Of the last 30 days, those after which payouts would go to somebody new. */
  destinationChanges: number;
  isDestinationAbroad: boolean;
  /** Another connected account is paid out to the same bank account. */
  isDestinationShared: boolean;
};

type Row = {
  country: string | null;
  created_at_stripe: string;
  destination_since: string | null;
  destination_changes: number;
  is_abroad: boolean | null;
  is_shared: boolean | null;
};

/**
 * What never changes of the account, and destinations by when Sluice saw them come. Who shares a destination is read as it
 * stands: a fingerprint stays with its bank account.
 */
export async function readRiskStanding(
  db: Transaction | Database,
  { connectedAccountId, at }: RiskMoment,
): Promise<RiskStanding> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  const [row] = await executeSet<Row>(
    db,
    sql`
    select account.country, account.created_at_stripe, newest.since as destination_since,
           newest.country <> account.country as is_abroad,
           exists (select from external_accounts as other
                   where other.fingerprint = newest.fingerprint and other.connected_account_id <> account.connected_account_id
                     and other.first_seen_at <= ${moment}) as is_shared,
           (select count(*)::int from external_account_changes as changed
            where changed.connected_account_id = account.connected_account_id and changed.is_new_destination
              and changed.seen_at > ${moment} - interval '30 days' and changed.seen_at <= ${moment}) as destination_changes
    from connected_accounts as account
    left join lateral (
      select country, fingerprint,
        (select max(changed.seen_at) from external_account_changes as changed
         where changed.connected_account_id = destination.connected_account_id and changed.is_new_destination
           and changed.external_account_id = destination.external_account_id and changed.seen_at <= ${moment}) as since
      from external_accounts as destination
      where destination.connected_account_id = account.connected_account_id and destination.first_seen_at <= ${moment}
        and coalesce(destination.deleted_at > ${moment}, true)
      order by first_seen_at desc, external_account_id limit 1
    ) as newest on true
    where account.connected_account_id = ${connectedAccountId}`,
  );
  return {
    country: row?.country ?? null,
    createdAt: row === undefined ? null : new Date(row.created_at_stripe),
    destinationSince: row?.destination_since == null ? null : new Date(row.destination_since),
    destinationChanges: row?.destination_changes ?? 0,
    isDestinationAbroad: row?.is_abroad ?? false,
    isDestinationShared: row?.is_shared ?? false,
  };
}
