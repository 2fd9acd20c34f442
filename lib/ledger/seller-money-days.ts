import { sql } from 'drizzle-orm';
import { sellerMoneyChanges, sellerMoneyDays } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database, databaseClient } from '../db/client.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';

/** Currencies in the world number about 180; a chart shows a month of one. */
const ROWS_MAX = 200 * 62;

/** What the platform held for all sellers in one currency when a UTC day ended, in minor units. */
export type HeldDay = {
  /** As `2026-11-20`. */
  day: string;
  currency: string;
  available: bigint;
  pending: bigint;
  /** Of payouts that were asked for, held or not, until Stripe has them. */
  reserved: bigint;
  /** In a reserve or a minimum balance at Stripe. */
  setAside: bigint;
};

/**
 * What was held at the end of each UTC day, by when money took its effect, a row a day and currency, oldest first; a
 * currency has no row before its first line. Reads sums by day, which are exact in every transaction and follow a line
 * that is booked late, so it costs the same for ten lines and ten million.
 * @param from first day, as `2026-11-20` @param to last day; today stands as of now
 * @throws DomainError `forbidden`
 */
export async function readHeldDays(ctx: Context, from: string, to: string): Promise<HeldDay[]> {
  authorize(ctx, 'ledger.read');
  const of = (code: number) => sql.raw(`coalesce(sum(held) filter (where code = ${String(code)}), 0)::text`);
  const rows = await database().execute<{
    day: string;
    currency: string;
    available: string;
    pending: string;
    reserved: string;
    set_aside: string;
  }>(sql`
    with moved as (
      select greatest(day_on, ${from}::date) as day, currency, ledger_account_code as code, sum(change) as change
      from (
        select day_on, currency, ledger_account_code, change from ${sellerMoneyDays} where day_on <= ${to}::date
        union all
        select day_on, currency, ledger_account_code, change from ${sellerMoneyChanges} where day_on <= ${to}::date
      ) as counted
      group by 1, 2, 3
    ), books as (
      select currency, code, min(day) as since from moved group by currency, code
    ), each_day as (
      select days.day::date as day, currency, code, coalesce(change, 0) as change
      from books
      cross join lateral generate_series(since::timestamp, ${to}::timestamp, interval '1 day') as days (day)
      left join moved using (day, currency, code)
    ), held_by_day as (
      select day, currency, code, sum(change) over (partition by currency, code order by day) as held from each_day
    )
    select day::text as day, currency, ${of(LEDGER_ACCOUNT.sellerAvailable)} as available,
           ${of(LEDGER_ACCOUNT.sellerPending)} as pending, ${of(LEDGER_ACCOUNT.sellerReserved)} as reserved,
           ${of(LEDGER_ACCOUNT.sellerSetAside)} as set_aside
    from held_by_day group by day, currency order by day, currency limit ${ROWS_MAX}`);
  return rows.map((row) => ({
    day: row.day,
    currency: row.currency,
    available: BigInt(row.available),
    pending: BigInt(row.pending),
    reserved: BigInt(row.reserved),
    setAside: BigInt(row.set_aside),
  }));
}

/** Brings what bookings left behind into the sums by day. @returns how many sums changed; 0 while another one folds */
export async function foldSellerMoney(): Promise<number> {
  const [row] = await databaseClient()<{ folded: number }[]>`select fold_seller_money() as folded`;
  return row?.folded ?? 0;
}
