import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';

/** More presses than stand at once in any trouble that people still oversee. */
const AT_WORK_MAX = 50;

/**
 * Presses and drills that still have something to do at Stripe, oldest first. `isNews` is what nobody has begun with: the press is
 * not planned, or covers accounts that were seen later. @throws DomainError `forbidden`
 */
export async function listSwitchesAtWork(ctx: Context): Promise<{ killSwitchId: string; isNews: boolean }[]> {
  authorize(ctx, 'kill_switch.work');
  return database().execute<{ killSwitchId: string; isNews: boolean }>(sql`
    select kill_switch_id as "killSwitchId", planned_at is null or exists (select from kill_switch_steps as step
        where step.kill_switch_id = pressed.kill_switch_id and step.state = 'waiting' and step.seen_at is not null and step.tries = 0)
      as "isNews"
    from kill_switches as pressed
    where state <> 'released' and (stripe_ended_at is null or exists (select from kill_switch_steps as step
      where step.kill_switch_id = pressed.kill_switch_id and step.state = 'waiting'))
    order by pressed_at limit ${AT_WORK_MAX}`);
}

/** Presses that stand and whose steps are written down, oldest first. @throws DomainError `forbidden` */
export async function listPlannedSwitches(
  ctx: Context,
  from: Pick<Transaction, 'execute'> = database(),
): Promise<string[]> {
  authorize(ctx, 'kill_switch.work');
  const rows = await from.execute<{ id: string }>(sql`
    select kill_switch_id as id from kill_switches
    where state <> 'released' and not is_drill and planned_at is not null order by pressed_at`);
  return rows.map(({ id }) => id);
}

export type WaitingStep = {
  connectedAccountId: string;
  step: 'lock' | 'cancel' | 'read_back';
  scope: string;
  scopeValue: string;
  isDrill: boolean;
  /** Whether the press is about what Stripe pays out by a schedule. */
  isScheduleCovered: boolean;
};

/**
 * The next steps of one phase, most exposed money first, and before them those of accounts that came to be covered later: a press
 * over thousands leaves nobody in line behind it. None once the switch is released: nothing is switched off for a stop that is
 * over. @throws DomainError `forbidden`
 */
export async function listWaitingSteps(
  ctx: Context,
  asked: { killSwitchId: string; step: WaitingStep['step']; limit: number },
): Promise<WaitingStep[]> {
  authorize(ctx, 'kill_switch.work');
  const { killSwitchId, step, limit } = asked;
  return database().execute<WaitingStep>(sql`
    select step.connected_account_id as "connectedAccountId", step.step, pressed.scope, pressed.scope_value as "scopeValue",
      pressed.is_drill as "isDrill", kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at,
        step.connected_account_id, null, 'standard') as "isScheduleCovered"
    from kill_switch_steps as step join kill_switches as pressed using (kill_switch_id)
    where step.kill_switch_id = ${killSwitchId} and step.step = ${step} and step.state = 'waiting' and pressed.state <> 'released'
    order by step.seen_at is null, step.position limit ${limit}`);
}

/** Readings are dated by their worker's clock, and by hand at most a minute ahead (`is_reading`). */
const AHEAD_SECONDS_MAX = 60;

/**
 * Accounts that a press of a country or a currency does not cover by what is on record of them, and that nobody has read since it, or whose
 * balance nobody has: where an account is, and what it has, may have been written down by hand before Stripe was ever read. Most money first.
 * @throws DomainError `forbidden`
 */
export async function listUncoveredUnread(ctx: Context, killSwitchId: string): Promise<string[]> {
  authorize(ctx, 'kill_switch.work');
  const rows = await database().execute<{ id: string }>(sql`
    select account.connected_account_id as id
    from kill_switches as pressed cross join connected_accounts as account
      left join lateral (select max(read_at) as read_at, max(available + pending) as most from stripe_balances as held
        where held.connected_account_id = account.connected_account_id) as held on true
    where pressed.kill_switch_id = ${killSwitchId} and pressed.scope in ('country', 'currency') and pressed.state <> 'released'
      and not pressed.is_drill and account.deauthorized_at is null
      and least(account.read_at, case when pressed.scope = 'currency' then coalesce(held.read_at, '-infinity') end)
        < pressed.pressed_at + make_interval(secs => ${AHEAD_SECONDS_MAX})
      and not exists (select from kill_switch_steps as step where step.kill_switch_id = pressed.kill_switch_id
        and step.connected_account_id = account.connected_account_id and step.step = 'lock')
    order by held.most desc nulls last, account.connected_account_id`);
  return rows.map(({ id }) => id);
}
