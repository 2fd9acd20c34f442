import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import type { LaterAccount, SetBack, SinceThePress, StoppedSum } from './types.ts';
import { wholeSteps } from './whole-steps.ts';

/** The newest of each; the counts say how many there are. */
const SHOWN_MAX = 20;

type Instants = { seen_at: string };

/** Schedules that were switched on again while the press kept the account. */
const SWITCHED_ON = sql`
  from bypasses as bypass join kill_switches as pressed on bypass.seen_at >= pressed.pressed_at
    and bypass.seen_at <= coalesce(pressed.released_at, 'infinity')
  where bypass.kind = 'schedule' and not pressed.is_drill
    and exists (select from kill_switch_steps as step where step.kill_switch_id = pressed.kill_switch_id
      and step.connected_account_id = bypass.connected_account_id and step.step = 'lock')`;

/**
 * What came after the press: accounts that it covers and that nobody knew of, or that it did not cover, when it was planned; and
 * schedules that were switched on again. @throws DomainError `forbidden`
 */
export async function readSinceThePress(ctx: Context, killSwitchId: string): Promise<SinceThePress> {
  authorize(ctx, 'kill_switch.read');
  const [accounts, setBacks] = await Promise.all([
    database().execute<Omit<LaterAccount, 'seenAt'> & Instants & { total: number }>(sql`
      select step.connected_account_id as "connectedAccountId", coalesce(account.display_name, '') as "displayName",
        step.seen_at::text as seen_at, step.state, step.because,
        (extract(epoch from step.ended_at - step.seen_at) * 1000)::float8 as "tookMs", count(*) over ()::int as total
      from kill_switch_steps as step left join connected_accounts as account using (connected_account_id)
      where step.kill_switch_id = ${killSwitchId} and step.step = 'lock' and step.seen_at is not null
      order by step.seen_at desc, step.connected_account_id limit ${SHOWN_MAX}`),
    database().execute<Omit<SetBack, 'seenAt'> & Instants & { total: number }>(sql`
      with found as (select bypass.* ${SWITCHED_ON} and pressed.kill_switch_id = ${killSwitchId})
      select found.connected_account_id as "connectedAccountId", coalesce(account.display_name, '') as "displayName",
        found.seen, found.seen_at::text as seen_at, found.state = 'waiting' as "isWaiting", found.not_undone as "notUndone",
        count(*) over ()::int as total
      from found left join connected_accounts as account using (connected_account_id)
      order by found.bypass_id desc limit ${SHOWN_MAX}`),
  ]);
  return {
    accounts: accounts.map(({ seen_at: at, total: _total, ...row }) => ({ ...row, seenAt: new Date(at) })),
    accountCount: accounts[0]?.total ?? 0,
    setBacks: setBacks.map(({ seen_at: at, total: _total, ...row }) => ({ ...row, seenAt: new Date(at) })),
    setBackCount: setBacks[0]?.total ?? 0,
  };
}

/**
 * Money whose automatic schedule this press switched off, a line a currency, most accounts first: what it would have paid of what
 * lay there at the press, and of accounts that came later of what lies there now. @throws DomainError `forbidden`
 */
export async function sumMoneyStopped(ctx: Context, killSwitchId: string): Promise<StoppedSum[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<
    Omit<StoppedSum, 'stopped' | 'rest'> & { amount: string; whole: string; currency: string }
  >(sql`
    with lock as (
      select step.*, pressed.pressed_at from kill_switch_steps as step join kill_switches as pressed using (kill_switch_id)
      where step.kill_switch_id = ${killSwitchId} and step.step = 'lock'
    ), set_back as (
      select distinct bypass.connected_account_id ${SWITCHED_ON}
        and pressed.kill_switch_id = ${killSwitchId} and bypass.state = 'ended' and bypass.not_undone is null
    ), later as (
      select connected_account_id from lock where state = 'done' and seen_at is not null
      union
      select connected_account_id from set_back join lock using (connected_account_id) where lock.state <> 'done'
    ), locked as (
      select held.currency, held.amount::bigint as amount, extract(epoch from lock.ended_at - lock.pressed_at)::float8 as seconds
      from lock cross join jsonb_to_recordset(lock.balances) as held (currency text, amount text)
      where lock.state = 'done' and lock.seen_at is null
      union all
      select currency, available + pending, null from later join stripe_balances using (connected_account_id)
      where available + pending > 0)
    select currency, sum(amount)::text as amount, sum(${wholeSteps('locked')})::text as whole, count(*)::int as accounts, count(*) filter (where seconds is null)::int as later,
      max(seconds) as "endedAfter"
    from locked group by currency order by count(*) desc, currency`);
  return rows.map(({ amount, whole, currency: code, ...sum }) => ({
    ...sum,
    stopped: money(BigInt(whole), currency(code)),
    rest: money(BigInt(amount) - BigInt(whole), currency(code)),
  }));
}
