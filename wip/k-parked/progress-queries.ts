import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { currency } from '../money/currency.ts';
import { money } from '../money/money.ts';
import type { MoneyStopped, OpenPath, StepCount, StepProblem, WaitingMoney } from './types.ts';

const PROBLEMS_SHOWN = 100;

type Amount = { amount: string; currency: string };
const amountOf = (row: Amount) => money(BigInt(row.amount), currency(row.currency));

/** How far each step at Stripe is. @throws DomainError `forbidden` */
export async function countSteps(ctx: Context, killSwitchId: string): Promise<StepCount[]> {
  authorize(ctx, 'kill_switch.read');
  return database().execute<StepCount>(sql`
    select step, state, count(*)::int as count from kill_switch_steps
    where kill_switch_id = ${killSwitchId} group by step, state order by step, state`);
}

/** Accounts for which a step failed or is not possible, most money first. @throws DomainError `forbidden` */
export async function listStepProblems(ctx: Context, killSwitchId: string): Promise<StepProblem[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<Omit<StepProblem, 'exposed'> & Amount>(sql`
    select step.connected_account_id as "connectedAccountId", coalesce(account.display_name, '') as "displayName",
      step.step, step.state, step.because, step.exposed::text as amount, step.currency
    from kill_switch_steps as step left join connected_accounts as account using (connected_account_id)
    where step.kill_switch_id = ${killSwitchId} and step.state in ('failed', 'not_possible')
    order by step.exposed desc, step.connected_account_id, step.step
    limit ${PROBLEMS_SHOWN}`);
  return rows.map(({ amount, currency: code, ...problem }) => ({
    ...problem,
    exposed: amountOf({ amount, currency: code }),
  }));
}

/** Accounts that a press covers, by who else can pay them out, as last read back. @throws DomainError `forbidden` */
export async function listOpenPaths(ctx: Context, killSwitchId: string): Promise<OpenPath[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<{ lock_strength: string; accounts: number } & Amount>(sql`
    select account.lock_strength, step.currency, count(*)::int as accounts, sum(step.exposed)::text as amount
    from kill_switch_steps as step join connected_accounts as account using (connected_account_id)
    where step.kill_switch_id = ${killSwitchId} and step.step = 'lock'
      and account.lock_strength in ('automatic', 'manual_holder_can_pay', 'unknown')
    group by account.lock_strength, step.currency
    order by account.lock_strength, sum(step.exposed) desc, step.currency`);
  return rows.map(({ lock_strength: lockStrength, accounts, ...sum }) => ({
    lockStrength,
    accounts,
    exposed: amountOf(sum),
  }));
}

/** Money whose automatic schedule this press switched off, by time since the press. @throws DomainError `forbidden` */
export async function readMoneyStopped(ctx: Context, killSwitchId: string): Promise<MoneyStopped[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<{ within_seconds: number; accounts: number } & Amount>(sql`
    with locked as (
      select step.currency, step.exposed, extract(epoch from step.ended_at - pressed.pressed_at) as seconds
      from kill_switch_steps as step join kill_switches as pressed using (kill_switch_id)
      where step.kill_switch_id = ${killSwitchId} and step.step = 'lock' and step.state = 'done')
    select within_seconds, currency, count(*)::int as accounts, sum(exposed)::text as amount
    from locked join unnest(array[1, 10, 60, 600, 3600, 86400]) as within_seconds on seconds <= within_seconds
    group by within_seconds, currency order by currency, within_seconds`);
  return rows.map(({ within_seconds: withinSeconds, accounts, ...sum }) => ({
    withinSeconds,
    accounts,
    stopped: amountOf(sum),
  }));
}

/** Payouts that are approved and stay because of this press, a line a currency. @throws DomainError `forbidden` */
export async function readWaitingMoney(
  ctx: Context,
  pressed: { scope: string; scopeValue: string },
): Promise<WaitingMoney[]> {
  authorize(ctx, 'kill_switch.read');
  const rows = await database().execute<{ payouts: number } & Amount>(sql`
    select currency, count(*)::int as payouts, sum(amount)::text as amount from payout_requests
    where state = 'approved'
      and kill_switch_covers(${pressed.scope}, ${pressed.scopeValue}, connected_account_id, currency, method)
    group by currency order by sum(amount) desc, currency`);
  return rows.map(({ payouts, ...sum }) => {
    const amount = amountOf(sum);
    return { currency: amount.currency, payouts, amount };
  });
}
