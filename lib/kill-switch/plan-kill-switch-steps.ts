import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import type { Transaction } from '../db/transaction.ts';
import { defineVerb } from '../verb.ts';
import { lockKillSwitch, type LockedKillSwitch } from './lock-kill-switch.ts';
import { ROUGH_VALUE_ELSE, ROUGH_VALUES } from '../money/rough-values.ts';
import { killSwitchId } from './schemas.ts';

/**
 * Writes down, once, what is to be done at Stripe for each connected account that a press covers, most exposed money first:
 * switch its schedule off, cancel what waits where that was asked, and read it back. A drill has the same steps.
 * @returns how many accounts; null when it was written down before, or the switch is released
 */
export const planKillSwitchSteps = defineVerb({
  permission: 'kill_switch.work',
  input: z.object({ killSwitchId }),
  async run(tx, _ctx, { killSwitchId: id }) {
    const pressed = await lockKillSwitch(tx, id);
    if (pressed.plannedAt !== null || pressed.state === 'released') return { result: null, audit: null };
    await writeSteps(tx, pressed);
    const [counted] = await tx.execute<{ accounts: number }>(sql`
      select count(*)::int as accounts from kill_switch_steps where kill_switch_id = ${id} and step = 'lock'`);
    const accounts = counted?.accounts ?? 0;
    await tx
      .update(killSwitches)
      .set({ plannedAt: sql`clock_timestamp()` })
      .where(eq(killSwitches.killSwitchId, id));
    return { result: accounts, audit: { action: 'kill_switch.plan', subject: id, after: { accounts } } };
  },
});

/** A schedule belongs to a whole account: to stop one currency, the accounts that have money in it are switched off. */
async function writeSteps(tx: Transaction, pressed: LockedKillSwitch): Promise<void> {
  const { killSwitchId: id, scope, scopeValue, cancelsPending } = pressed;
  await tx.execute(sql`
    with money as (
      select connected_account_id, currency, available + pending as amount,
        (available + pending) * coalesce((${JSON.stringify(ROUGH_VALUES)}::jsonb ->> currency)::numeric, ${ROUGH_VALUE_ELSE}) as value
      from stripe_balances where available + pending > 0
    ), exposed as (
      select connected_account_id, sum(value) as value,
        jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text) order by value desc) as balances
      from money group by connected_account_id
    ), covered as (
      select account.connected_account_id, account.payout_interval, account.automatic_transfer_rules, account.deauthorized_at,
        coalesce(balances, '[]') as balances, coalesce(account.default_currency, 'usd') as default_currency,
        row_number() over (order by value desc nulls last, account.connected_account_id) as position
      from connected_accounts as account left join exposed using (connected_account_id)
      where case ${scope}
        when 'connected_account' then account.connected_account_id = ${scopeValue}
        when 'country' then coalesce(account.country, ${scopeValue}) = ${scopeValue}
        when 'currency' then coalesce(account.default_currency, ${scopeValue}) = ${scopeValue} or exists (
          select from stripe_balances as balance
          where balance.connected_account_id = account.connected_account_id and balance.currency = ${scopeValue})
        -- As a permit asks: an account whose band nobody knows yet is covered by each.
        when 'risk_band' then is_band_from((select band from segment_standings as standing
          where standing.connected_account_id = account.connected_account_id), ${scopeValue})
        else true end
    ), steps as (
      select 'lock' as step, covered.*, case
        when deauthorized_at is not null then 'not_possible'
        -- What Stripe pays by a schedule is never instant.
        when ${scope} = 'method' and ${scopeValue} = 'instant' then 'not_needed'
        when payout_interval = 'manual' then 'not_needed' else 'waiting' end as state
      from covered
      union all
      select 'cancel', covered.*, 'waiting' from covered where ${cancelsPending} and deauthorized_at is null and (
        exists (select from payouts where payouts.connected_account_id = covered.connected_account_id
                and status = 'pending' and not is_automatic)
        or exists (select from payout_accounts as ours where ours.connected_account_id = covered.connected_account_id))
      union all
      select 'read_back', covered.*, 'waiting' from covered where deauthorized_at is null)
    insert into kill_switch_steps
      (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency, because, ended_at)
    select ${id}, connected_account_id, step, state, position, balances,
      coalesce((balances -> 0 ->> 'amount')::bigint, 0), coalesce(balances -> 0 ->> 'currency', default_currency),
      case state when 'not_possible' then 'The account has disconnected the platform.' end,
      case when state <> 'waiting' then clock_timestamp() end
    from steps`);
}
