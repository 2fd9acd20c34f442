import { sql } from 'drizzle-orm';
import { countRows, findOffences, iso, verdict, type Invariant } from './invariant.ts';

/** What is recorded is followed at once, and swept once a minute: what is younger is on its way. */
const MINUTES_OF_GRACE = 2;

const STANDS = sql`pressed.state <> 'released' and not pressed.is_drill`;

export const stopsWhole: Invariant = {
  name: 'stops_whole',
  promise:
    'While a kill switch is engaged, Stripe pays by itself no connected account that it covers, unless a step, a refusal or an incident says so, and nothing that it cancelled waits there.',
  timed: null,
  limit: 'Schedules and payouts are as Stripe told last; a change that no event has told yet is not seen.',
  check: async (tx, { now }) => {
    const before = sql`${now.toISOString()}::timestamptz - make_interval(mins => ${MINUTES_OF_GRACE}::int)`;
    const rowsChecked = await countRows(
      tx,
      sql`select count(*) from kill_switches as pressed cross join connected_accounts where ${STANDS}`,
    );
    const found = await findOffences(
      tx,
      sql`
      select account.connected_account_id as id,
        format('Stripe pays it out by itself (%s), although the press of %s covers it.', account.payout_interval, ${iso(sql`pressed.pressed_at`)}) as text
      from kill_switches as pressed cross join lateral kill_switch_left_open(pressed.kill_switch_id) as left_open (connected_account_id)
      join connected_accounts as account using (connected_account_id)
      where ${STANDS} and pressed.pressed_at < ${before} and coalesce(account.settings_read_at, '-infinity') < ${before}
      union all
      select payout.payout_id, format('It waits at Stripe, although the press of %s is said to have cancelled what waited there.', ${iso(sql`pressed.pressed_at`)})
      from kill_switches as pressed join kill_switch_steps as step using (kill_switch_id)
      join payouts as payout using (connected_account_id)
      where ${STANDS} and step.step = 'cancel' and step.state = 'done' and step.ended_at < ${before}
        and payout.status = 'pending' and not payout.is_automatic and payout.occurred_at < step.ended_at
        and (pressed.scope <> 'currency' or payout.currency = pressed.scope_value)
        and (pressed.scope <> 'method' or payout.method = pressed.scope_value)`,
    );
    return verdict(rowsChecked, found);
  },
};
