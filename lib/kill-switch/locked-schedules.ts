import { sql, type SQL } from 'drizzle-orm';
import { MAY_PAY_ITSELF } from './may-pay-itself.ts';
import { SWITCHED_ON } from './switched-on.ts';

/**
 * For a `with`: each account that a press covers, as `lock`, with what is known of its schedule, and its money as `held`: what lay there at the
 * press, and of whoever came later what lies there now. A schedule is off where Stripe has told since that it pays nothing out by itself, and
 * not where it has only taken the order: while the press stands by what was read last, afterwards by what was seen last while it stood.
 *
 * `is_at_once` it is off since the press itself · `is_later` since then, or again · `is_open` it is not known to be off, `why` says what is known
 */
export const lockedSchedules = (killSwitchId: string): SQL => sql`switched_on as (
  select distinct on (bypass.connected_account_id) bypass.connected_account_id,
    bypass.state = 'ended' and bypass.not_undone is null as is_set_back
  ${SWITCHED_ON} and pressed.kill_switch_id = ${killSwitchId} order by bypass.connected_account_id, bypass.bypass_id desc
), known as (
  select step.*, pressed.scope, pressed.scope_value, pressed.pressed_at, pressed.state <> 'released' as is_standing, account.lock_strength,
    read_back.state as read_back_state, switched_on.is_set_back,
    case when pressed.state <> 'released' then not ${MAY_PAY_ITSELF}
      else coalesce(switched_on.is_set_back, read_back.state = 'done', false) end as is_off
  from kill_switch_steps as step join kill_switches as pressed using (kill_switch_id)
    left join connected_accounts as account on account.connected_account_id = step.connected_account_id
    left join kill_switch_steps as read_back on read_back.kill_switch_id = step.kill_switch_id
      and read_back.connected_account_id = step.connected_account_id and read_back.step = 'read_back'
    left join switched_on on switched_on.connected_account_id = step.connected_account_id
  where step.kill_switch_id = ${killSwitchId} and step.step = 'lock'
), found as (
  select *, is_off and state = 'done' and seen_at is null and coalesce(read_back_state in ('waiting', 'done'), false) as is_at_once,
    -- Of a schedule that needed nothing, only what was seen to be otherwise.
    case when is_off then false when state <> 'not_needed' then true
      when not is_standing and is_set_back is null and read_back_state not in ('failed', 'not_possible') then false
      else kill_switch_keeps(scope, scope_value, pressed_at, connected_account_id, null, 'standard') end as is_open,
    case when is_standing and 'waiting' in (state, read_back_state) then 'not_yet'
      when is_standing and lock_strength = 'automatic' or not is_standing and not is_set_back then 'paid_by_itself' else 'not_told' end as why
  from known
), lock as (
  select *, is_off and not is_at_once and (state = 'done' or coalesce(is_set_back, false)) as is_later from found
), held as (
  select lock.connected_account_id, at_press.currency, at_press.amount
  from lock cross join jsonb_to_recordset(lock.balances) as at_press (currency text, amount bigint)
  where lock.seen_at is null and not lock.is_later
  union all
  select lock.connected_account_id, there.currency, there.available + there.pending
  from lock join stripe_balances as there on there.connected_account_id = lock.connected_account_id
  where (lock.seen_at is not null or lock.is_later) and there.available + there.pending > 0)`;
