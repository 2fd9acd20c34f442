import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { ROUGH_VALUE_ELSE, ROUGH_VALUES } from '../money/rough-values.ts';

/**
 * Writes down what is to be done at Stripe for each connected account that a press keeps and that has no step of it yet, most
 * exposed money first, in places after those that stand already: switch its schedule off, cancel what waits where that was asked, and
 * read it back. A schedule belongs to a whole account: to stop one currency, the accounts that may have money in it are
 * switched off.
 * @param about.among the only account that is looked at; null for all
 * @param about.isLater whether it is seen after the press was planned, which the steps then say
 * @returns the accounts that got steps, in that order
 */
export async function writeSteps(
  tx: Transaction,
  { killSwitchId, among, isLater }: { killSwitchId: string; among: string | null; isLater: boolean },
): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    with pressed as (
      select * from kill_switches where kill_switch_id = ${killSwitchId}
    ), covered as materialized (
      select account.connected_account_id, account.payout_interval, account.deauthorized_at,
        coalesce(account.default_currency, 'usd') as default_currency, pressed.cancels_pending, case
          when account.payout_interval = 'manual' then false
          else kill_switch_keeps(scope, scope_value, pressed_at, account.connected_account_id, null, ${SCHEDULED}) end as is_scheduled
      from pressed cross join connected_accounts as account
      where ${among === null ? sql`true` : sql`account.connected_account_id = ${among}`}
        and not exists (select from kill_switch_steps as known where known.kill_switch_id = pressed.kill_switch_id
          and known.connected_account_id = account.connected_account_id and known.step = 'lock')
        and kill_switch_keeps(scope, scope_value, pressed_at, account.connected_account_id, null, null)
    ), money as (
      select connected_account_id, currency, available + pending as amount,
        (available + pending) * coalesce((${JSON.stringify(ROUGH_VALUES)}::jsonb ->> currency)::numeric, ${ROUGH_VALUE_ELSE}) as value
      from stripe_balances where available + pending > 0 and connected_account_id in (select connected_account_id from covered)
    ), exposed as (
      select connected_account_id, sum(value) as value,
        jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text) order by value desc) as balances
      from money group by connected_account_id
    ), ordered as (
      select covered.*, coalesce(balances, '[]') as balances,
        (select coalesce(max(position), 0) from kill_switch_steps where kill_switch_id = ${killSwitchId})
          + row_number() over (order by value desc nulls last, connected_account_id) as position
      from covered left join exposed using (connected_account_id)
    ), steps as (
      select 'lock' as step, ordered.*, case
        when deauthorized_at is not null then 'not_possible'
        when is_scheduled then 'waiting' else 'not_needed' end as state
      from ordered
      union all
      select 'cancel', ordered.*, 'waiting' from ordered where cancels_pending and deauthorized_at is null and ${MAY_HAVE_WAITING}
      union all
      select 'read_back', ordered.*, 'waiting' from ordered
    ), written as (
      insert into kill_switch_steps
        (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency, because, seen_at, ended_at)
      select ${killSwitchId}, connected_account_id, step, state, position, balances,
        coalesce((balances -> 0 ->> 'amount')::bigint, 0), coalesce(balances -> 0 ->> 'currency', default_currency),
        case state when 'not_possible' then 'The account has disconnected the platform.' end,
        case when ${isLater} then clock_timestamp() end, case when state <> 'waiting' then clock_timestamp() end
      from steps
      on conflict do nothing
      returning connected_account_id, step, position)
    select connected_account_id as id from written where step = 'lock' order by position`);
  return rows.map(({ id }) => id);
}

/** What Stripe pays by a schedule is never instant. */
const SCHEDULED = 'standard';

/** No payout waits longer at Stripe. */
const WAITS_DAYS = 10;

/**
 * Of the account `ordered`, as mirrored, where a status may be old; of those that Sluice pays out, and that had a payout just now,
 * Stripe itself is asked.
 */
const MAY_HAVE_WAITING: SQL = sql`(
  exists (select from payouts where payouts.connected_account_id = ordered.connected_account_id and not is_automatic
    and (status = 'pending' or occurred_at > now() - make_interval(days => ${WAITS_DAYS})))
  or exists (select from payout_accounts as ours where ours.connected_account_id = ordered.connected_account_id))`;
