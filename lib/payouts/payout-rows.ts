import { sql, type SQL } from 'drizzle-orm';
import { fromUnixSeconds } from '../clock.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import type { PayoutRow } from './types.ts';

export type FoundPayout = {
  payout_id: string;
  connected_account_id: string;
  display_name: string | null;
  country: string | null;
  amount: string;
  currency: string;
  status: string;
  method: string;
  is_automatic: boolean;
  occurred_seconds: number;
  arrives_on: string;
  failure_code: string | null;
  last4: string | null;
  institution: string | null;
  sort_key: string;
};

/** Whole rows of some hits, in their order. @param hits a relation as `findHits` makes it */
export function payoutRowsSql(hits: SQL, orderBy: SQL): SQL {
  return sql`
    select payout.payout_id, payout.connected_account_id, seller.display_name, seller.country, payout.amount::text as amount,
           payout.currency, payout.status, payout.method, payout.is_automatic,
           extract(epoch from payout.occurred_at)::float8 as occurred_seconds, payout.arrives_on::text as arrives_on,
           payout.failure_code, destination.last4, destination.institution, hit.sort_key
    from (select hit.payout_id as hit_id, hit.sort_value, hit.sort_key from ${hits} as hit) as hit
    join payouts as payout on payout.payout_id = hit.hit_id
    left join connected_accounts as seller on seller.connected_account_id = payout.connected_account_id
    left join external_accounts as destination on destination.external_account_id = payout.destination_id
    order by ${orderBy}`;
}

export function payoutRow(found: FoundPayout): PayoutRow {
  return {
    payoutId: found.payout_id,
    connectedAccountId: found.connected_account_id,
    connectedAccountName: found.display_name,
    country: found.country,
    amount: money(BigInt(found.amount), currency(found.currency)),
    status: found.status,
    method: found.method,
    isAutomatic: found.is_automatic,
    occurredAt: fromUnixSeconds(found.occurred_seconds),
    arrivesOn: found.arrives_on,
    failureCode: found.failure_code,
    destinationLast4: found.last4,
    destinationInstitution: found.institution,
  };
}
