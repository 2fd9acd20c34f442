import { sql, type SQL } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { inSpan } from '../tables/in-span.ts';
import { coverPeriods } from '../tables/period-cover.ts';
import type { PayoutFilter } from './types.ts';

/** The values that every payout has one of. There are some hundred kinds, however many payouts. */
export type Kind = {
  readonly currency: string;
  readonly status: string;
  readonly method: string;
  readonly isAutomatic: boolean;
};

/** How many payouts of a kind there are, and their sum in minor units. */
export type KindCount = Kind & { readonly count: number; readonly amount: bigint };

export type FoundKind = {
  currency: string;
  status: string;
  method: string;
  is_automatic: boolean;
  count: string;
  amount: string;
};

/** The row owner under which all connected accounts are counted together. */
const EVERY_ACCOUNT = '*';

/**
 * Every kind that occurs in a range of creation times, with exact counts and sums. Whole months and days come from the
 * counters, what they do not cover yet is added, and only the ends of the range are counted row by row.
 * @param accounts connected accounts, or null for all
 */
export async function readKinds(
  range: Pick<PayoutFilter, 'createdFrom' | 'createdBefore'>,
  accounts: readonly string[] | null,
): Promise<KindCount[]> {
  if (accounts?.length === 0) return [];
  const cover = coverPeriods(
    range.createdFrom ?? null,
    range.createdBefore ?? null,
    accounts === null ? 'day' : 'month',
  );
  const owners = sql`${sql.param([...(accounts ?? [EVERY_ACCOUNT])])}::text[]`;
  const columns = sql.raw('currency, status, method, is_automatic, payouts, amount');
  const parts = [
    ...cover.months.map(
      (span) => sql`select ${columns} from payout_counts
        where connected_account_id = any(${owners}) and grain = 'month' and ${inSpan('period_on', 'date', span)}`,
    ),
    ...cover.days.map(
      (span) => sql`select ${columns} from payout_counts
        where connected_account_id = any(${owners}) and grain = 'day' and ${inSpan('period_on', 'date', span)}`,
    ),
    ...[...cover.months, ...cover.days].map(
      (span) => sql`select ${columns} from payout_count_changes
        where ${inSpan('occurred_on', 'date', span)} ${ofAccounts(accounts)}`,
    ),
    ...cover.instants.map(
      (
        span,
      ) => sql`select currency, status, method, is_automatic, count(*) as payouts, sum(amount) as amount from payouts
        where ${inSpan('occurred_at', 'timestamptz', span)} ${ofAccounts(accounts)} group by 1, 2, 3, 4`,
    ),
  ];
  if (parts.length === 0) return [];
  const rows = await database().execute<FoundKind>(sql`
    select currency, status, method, is_automatic, sum(payouts)::text as count, sum(amount)::text as amount
    from (${sql.join(parts, sql` union all `)}) as counted
    group by 1, 2, 3, 4 having sum(payouts) > 0 order by 1, 2, 3, 4`);
  return rows.map(kindCount);
}

export function kindCount(row: FoundKind): KindCount {
  return {
    currency: row.currency,
    status: row.status,
    method: row.method,
    isAutomatic: row.is_automatic,
    count: Number(row.count),
    amount: BigInt(row.amount),
  };
}

/** Whether a kind has the chosen values. @param except a choice that does not count, for that choice's own facet */
export function isChosen(filter: PayoutFilter, kind: Kind, except?: keyof Kind): boolean {
  return (['currency', 'status', 'method', 'isAutomatic'] as const).every(
    (field) => field === except || filter[field] === undefined || filter[field] === kind[field],
  );
}

function ofAccounts(accounts: readonly string[] | null): SQL {
  return accounts === null
    ? sql.empty()
    : sql`and connected_account_id = any(${sql.param([...accounts])}::text[])`;
}
