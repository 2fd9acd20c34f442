import { sql } from 'drizzle-orm';

/** Schedules that were switched on again while the press kept the account. */
export const SWITCHED_ON = sql`
  from bypasses as bypass join kill_switches as pressed on bypass.seen_at >= pressed.pressed_at
    and bypass.seen_at <= coalesce(pressed.released_at, 'infinity')
  where bypass.kind = 'schedule' and not pressed.is_drill
    and exists (select from kill_switch_steps as step where step.kill_switch_id = pressed.kill_switch_id
      and step.connected_account_id = bypass.connected_account_id and step.step = 'lock')`;
