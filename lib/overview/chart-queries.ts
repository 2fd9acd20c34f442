import { sql } from 'drizzle-orm';
import { payoutCountChanges, payoutCounts, payouts } from '#drizzle/schema/payouts.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { readHeldDays } from '../ledger/seller-money-days.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import type { HeldMoneyDay, PayoutDay, UpcomingDay } from './types.ts';

/** Currencies in the world number about 180; a chart shows a month of one. */
const ROWS_MAX = 200 * 62;

/**
 * What left on each UTC day and how much of it has arrived or come back by now, a row a day and currency, oldest first.
 * Reads the daily counts, which are exact in every transaction, so it costs the same for ten payouts and ten million.
 * @param from first day, as `2026-11-20`
 */
export async function readPayoutDays(ctx: Context, from: string): Promise<PayoutDay[]> {
  authorize(ctx, 'overview.read');
  const rows = await database().execute<{
    day: string;
    currency: string;
    left: string;
    arrived: string;
    left_count: number;
    failed_count: number;
  }>(sql`
    select day::text as day, currency,
           coalesce(sum(amount) filter (where status not in ('failed', 'canceled')), 0)::text as left,
           coalesce(sum(amount) filter (where status = 'paid'), 0)::text as arrived,
           coalesce(sum(payouts) filter (where status not in ('failed', 'canceled')), 0)::int as left_count,
           coalesce(sum(payouts) filter (where status = 'failed'), 0)::int as failed_count
    from (
      select period_on as day, currency, status, payouts, amount from ${payoutCounts}
      where connected_account_id = '*' and grain = 'day' and period_on >= ${from}::date
      union all
      select occurred_on, currency, status, payouts, amount from ${payoutCountChanges}
      where occurred_on >= ${from}::date
    ) as counted
    group by day, currency
    having sum(payouts) <> 0
    order by day, currency
    limit ${ROWS_MAX}`);
  return rows.map((row) => {
    const unit = currency(row.currency);
    return {
      day: row.day,
      currency: unit,
      left: money(BigInt(row.left), unit),
      arrived: money(BigInt(row.arrived), unit),
      leftCount: row.left_count,
      failedCount: row.failed_count,
    };
  });
}

/**
 * What is on its way and expected at its bank on each day, a row a day and currency, soonest first.
 * Reads the payouts that are under way: those of a few days, however many there have been.
 * @param from first day @param before the day after the last
 */
export async function readUpcomingPayouts(
  ctx: Context,
  from: string,
  before: string,
): Promise<UpcomingDay[]> {
  authorize(ctx, 'overview.read');
  const rows = await database().execute<{
    day: string;
    currency: string;
    amount: string;
    payouts: number;
  }>(sql`
    select arrives_on::text as day, currency, sum(amount)::text as amount, count(*)::int as payouts
    from ${payouts}
    where status in ('pending', 'in_transit') and arrives_on >= ${from}::date and arrives_on < ${before}::date
    group by arrives_on, currency
    order by arrives_on, currency
    limit ${ROWS_MAX}`);
  return rows.map((row) => {
    const unit = currency(row.currency);
    return { day: row.day, currency: unit, amount: money(BigInt(row.amount), unit), count: row.payouts };
  });
}

/**
 * What was held for all sellers at the end of each UTC day, a row a day and currency, oldest first; see `readHeldDays`.
 * @param from first day, as `2026-11-20` @param to last day
 */
export async function readHeldMoney(ctx: Context, from: string, to: string): Promise<HeldMoneyDay[]> {
  authorize(ctx, 'overview.read');
  const rows = await readHeldDays(ctx, from, to);
  return rows.map((row) => {
    const unit = currency(row.currency);
    return {
      day: row.day,
      currency: unit,
      available: money(row.available, unit),
      pending: money(row.pending, unit),
      reserved: money(row.reserved, unit),
      setAside: money(row.setAside, unit),
    };
  });
}
