import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { lockedSchedules } from './locked-schedules.ts';
import { readMoneyNotStopped } from './money-not-stopped.ts';
import type { MoneyNotStopped, MoneyStopped, StoppedSum } from './types.ts';
import { wholeSteps } from './whole-steps.ts';

/** Points of the curve at most; a table of them is still read at a glance. */
const SLICES = 12;
/** Seconds between two of them: what people count in. A stop that takes longer than a day has whole seconds. */
const EVEN_STEPS = [
  '0.1',
  '0.2',
  '0.5',
  '1',
  '2',
  '5',
  '10',
  '15',
  '30',
  '60',
  '120',
  '300',
  '600',
  '900',
  '1800',
  '3600',
  '7200',
];

type Amount = { amount: string; currency: string };
const amountOf = (row: Amount) => money(BigInt(row.amount), currency(row.currency));

/**
 * Money whose automatic schedule this press switched off, a line a currency, most accounts first: what it would have paid of what
 * lay there at the press, and of accounts that came later of what lies there now. @throws DomainError `forbidden`
 */
export async function sumMoneyStopped(ctx: Context, killSwitchId: string): Promise<StoppedSum[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<
    Omit<StoppedSum, 'stopped' | 'rest'> & { amount: string; whole: string; currency: string }
  >(sql`
    with ${lockedSchedules(killSwitchId)}, locked as (
      select held.*, case when is_at_once then extract(epoch from ended_at - pressed_at)::float8 end as seconds
      from held join lock using (connected_account_id) where is_at_once or is_later)
    select currency, sum(amount)::text as amount, sum(${wholeSteps('locked')})::text as whole, count(*)::int as accounts, count(*) filter (where seconds is null)::int as later,
      max(seconds) as "endedAfter"
    from locked group by currency order by count(*) desc, currency`);
  return rows.map(({ amount, whole, currency: code, ...sum }) => ({
    ...sum,
    stopped: money(BigInt(whole), currency(code)),
    rest: money(BigInt(amount) - BigInt(whole), currency(code)),
  }));
}

/**
 * Money whose automatic schedule this press switched off at once, added up from the press on at even steps of time that people count
 * in, the same for every currency; a line a currency and point. @throws DomainError `forbidden`
 */
export async function readMoneyStopped(ctx: Context, killSwitchId: string): Promise<MoneyStopped[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<
    { seconds: number; endedAfter: number; accounts: number } & Amount
  >(sql`
    with ${lockedSchedules(killSwitchId)}, locked as (
      select extract(epoch from ended_at - pressed_at)::float8 as seconds, held.currency, ${wholeSteps('held')} as amount
      from held join lock using (connected_account_id) where is_at_once
    ), took as (select max(seconds) as seconds from locked
    ), axis as (
      select coalesce(min(step), ceil((select seconds from took) / ${SLICES}::int)) as step
      from unnest(${sql.param(EVEN_STEPS)}::text[]) as even (text) cross join lateral (select even.text::float8 as step) as stepped
      where step * ${SLICES}::int >= (select seconds from took)
    ), points as (
      select part * axis.step as seconds
      from axis cross join generate_series(0, greatest(1, ceil((select seconds from took) / axis.step)::int)) as part
      where (select seconds from took) is not null
    ), currencies as (select currency, max(seconds) as ended_after from locked group by currency)
    select points.seconds, currencies.currency, currencies.ended_after as "endedAfter", count(locked.amount)::int as accounts,
      coalesce(sum(locked.amount), 0)::text as amount
    from points cross join currencies
      left join locked on locked.currency = currencies.currency and locked.seconds <= points.seconds
    group by points.seconds, currencies.currency, currencies.ended_after order by currencies.currency, points.seconds`);
  return rows.map(({ seconds, endedAfter, accounts, ...sum }) => ({
    seconds,
    endedAfter,
    accounts,
    stopped: amountOf(sum),
  }));
}

/** How much a press has not stopped, as far as anybody knows, and why. @throws DomainError `forbidden` */
export async function listMoneyNotStopped(ctx: Context, killSwitchId: string): Promise<MoneyNotStopped[]> {
  authorize(ctx, 'kill_switch.read');
  return readMoneyNotStopped(database(), killSwitchId);
}
