import { sql, type SQL } from 'drizzle-orm';

/** Whether Stripe, as last read, has not done what a step of `pressed` was to do; asked of `step` and `account`. */
export const IS_LEFT: SQL = sql`case step.step
  when 'lock' then step.state in ('not_possible', 'failed') and account.payout_interval is distinct from 'manual'
    and kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at, account.connected_account_id, null, 'standard')
  when 'cancel' then step.state <> 'waiting' and exists (select from payouts as payout
    where payout.connected_account_id = step.connected_account_id and payout.status = 'pending' and not payout.is_automatic
      and payout.occurred_at < step.ended_at
      and (pressed.scope <> 'currency' or payout.currency = pressed.scope_value)
      and (pressed.scope <> 'method' or payout.method = pressed.scope_value))
  else false end`;
