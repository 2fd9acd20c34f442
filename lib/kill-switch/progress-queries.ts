import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import { MAY_PAY_ITSELF } from './may-pay-itself.ts';
import type { OpenPath, StepCount, StepProblem, WaitingMoney } from './types.ts';

const PROBLEMS_SHOWN = 100;
/** Open paths by name; all of them are a list of their own, one click away. */
const NAMED_MAX = 10;

type Amount = { amount: string; currency: string };
const amountOf = (row: Amount) => money(BigInt(row.amount), currency(row.currency));

/** How far each step at Stripe is. @throws DomainError `forbidden` */
export async function countSteps(ctx: Context, killSwitchId: string): Promise<StepCount[]> {
  authorize(ctx, 'kill_switch.read');
  return database().execute<StepCount>(sql`
    select step, state, count(*)::int as count, count(seen_at)::int as later from kill_switch_steps
    where kill_switch_id = ${killSwitchId} group by step, state order by step, state`);
}

/**
 * Accounts for which a step failed or is not possible, most money first. One that could not be locked is not said again
 * for having been read back unlocked, nor one that is locked by now while the press stands. @throws DomainError `forbidden`
 */
export async function listStepProblems(ctx: Context, killSwitchId: string): Promise<StepProblem[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<Omit<StepProblem, 'exposed'> & Amount>(sql`
    select step.connected_account_id as "connectedAccountId", coalesce(account.display_name, '') as "displayName",
      step.step, step.state, step.because, step.exposed::text as amount, step.currency
    from kill_switch_steps as step join kill_switches as pressed using (kill_switch_id)
      left join connected_accounts as account using (connected_account_id)
    where step.kill_switch_id = ${killSwitchId} and step.state in ('failed', 'not_possible')
      and (step.step = 'cancel' or pressed.state = 'released' or ${MAY_PAY_ITSELF})
      and (step.step <> 'read_back' or not exists (
        select from kill_switch_steps as tried where tried.kill_switch_id = step.kill_switch_id and tried.step = 'lock'
          and tried.connected_account_id = step.connected_account_id and tried.state in ('failed', 'not_possible')))
    order by step.position, step.step
    limit ${PROBLEMS_SHOWN}`);
  return rows.map(({ amount, currency: code, ...problem }) => ({
    ...problem,
    exposed: amountOf({ amount, currency: code }),
  }));
}

/**
 * Accounts that a press covers now, by who else can pay them out, as last read: also those that it was not planned for.
 * @throws DomainError `forbidden`
 */
export async function listOpenPaths(ctx: Context, killSwitchId: string): Promise<OpenPath[]> {
  authorize(ctx, 'kill_switch.read');
  type Path = { lock_strength: string; accounts: number; money: Amount[]; named: OpenPath['named'] };
  const rows = await database().execute<Path>(sql`
    with open as materialized (
      select account.connected_account_id, account.display_name, account.lock_strength, step.position
      from kill_switches as pressed cross join connected_accounts as account
        left join kill_switch_steps as step on step.kill_switch_id = pressed.kill_switch_id and step.step = 'lock'
          and step.connected_account_id = account.connected_account_id
      where pressed.kill_switch_id = ${killSwitchId}
        and account.lock_strength in ('automatic', 'manual_holder_can_pay', 'unknown')
        and case when step.position is not null then true when pressed.is_drill or pressed.state = 'released' then false
          else kill_switch_keeps(scope, scope_value, pressed_at, account.connected_account_id, null, null) end
    ), sums as (
      select lock_strength, currency, sum(available + pending) as amount
      from open join stripe_balances using (connected_account_id) where available + pending > 0
      group by lock_strength, currency
    ), named as (
      select *, row_number() over (partition by lock_strength order by position nulls first, connected_account_id) as place
      from open where lock_strength in ('automatic', 'unknown'))
    select lock_strength, (select count(*)::int from open where open.lock_strength = found.lock_strength) as accounts,
      coalesce((select jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text) order by currency)
        from sums where sums.lock_strength = found.lock_strength), '[]') as money,
      coalesce((select jsonb_agg(jsonb_build_object('connectedAccountId', connected_account_id, 'displayName', display_name) order by place)
        from named where named.lock_strength = found.lock_strength and place <= ${NAMED_MAX}), '[]') as named
    from (select distinct lock_strength from open) as found order by lock_strength`);
  return rows.map(({ lock_strength: lockStrength, accounts, money: lying, named }) => ({
    lockStrength,
    accounts,
    exposed: lying.map(amountOf),
    named,
  }));
}

/** Payouts that are approved and stay because of this press, a line a currency. @throws DomainError `forbidden` */
export async function readWaitingMoney(
  ctx: Context,
  pressed: { scope: string; scopeValue: string; pressedAt: Date },
): Promise<WaitingMoney[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<{ payouts: number } & Amount>(sql`
    select currency, count(*)::int as payouts, sum(amount)::text as amount from payout_requests
    where state = 'approved'
      and kill_switch_keeps(${pressed.scope}, ${pressed.scopeValue}, ${pressed.pressedAt.toISOString()}, connected_account_id,
        currency, method)
    group by currency order by count(*) desc, currency`);
  return rows.map(({ payouts, ...sum }) => ({ payouts, amount: amountOf(sum) }));
}
