import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database, type Database } from '../db/client.ts';
import { env } from '../env.ts';
import { COUNT_MAX, cappedCount } from '../paging.ts';
import type { StandingSwitch } from '../kill-switch/types.ts';
import type { ShellStatus } from './types.ts';

/** The banner names the first and counts the others. */
const SWITCHES_READ_MAX = 20;

/**
 * Freshness and stopped work, in one statement over partial indexes.
 * `secondsBehind` looks at events that are due: one that waits for its next attempt is counted as waiting, but a
 * single poisoned event must not make the whole picture look old. A replayed event waits since its replay.
 */
export async function readShellStatus(ctx: Context, db: Database = database()): Promise<ShellStatus> {
  authorize(ctx, 'overview.read');
  const limit = COUNT_MAX + 1;
  const [row] = await db.execute<{
    seconds_behind: number;
    waiting: number;
    failed: number;
    alarms: number;
    to_decide: number;
    kill_switches: StandingSwitch[];
    dispatch_locked_at: string | null;
    worker_seen_at: string | null;
    newest_event_at: string | null;
  }>(sql`
    select
      coalesce((select greatest(0, extract(epoch from now() - coalesce(replayed_at, received_at)))::float8 from stripe_events
                where state = 'received' and next_attempt_at <= now()
                order by next_attempt_at limit 1), 0) as seconds_behind,
      (select count(*)::int from (select from stripe_events where state = 'received' limit ${limit}) as found) as waiting,
      (select count(*)::int from (select from stripe_events where state = 'failed' limit ${limit}) as found) as failed,
      (select count(*)::int from (select from alarms where closed_at is null limit ${limit}) as found) as alarms,
      (select count(*)::int from (select from payout_requests where state = 'in_review' limit ${limit}) as found) as to_decide,
      (select coalesce(json_agg(standing), '[]') from (
         select kill_switch_id as "killSwitchId", scope, scope_value as "scopeValue", state,
           to_char(pressed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "pressedAt"
         from kill_switches where state <> 'released' and not is_drill
         order by pressed_at limit ${SWITCHES_READ_MAX}) as standing) as kill_switches,
      (select to_char(locked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from dispatch_control) as dispatch_locked_at,
      (select to_char(max(beat_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from heartbeats
       where name like 'worker%') as worker_seen_at,
      (select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from stripe_events
       where occurred_at <= now() + interval '5 minutes' -- one dated ahead would be the newest for years
       order by occurred_at desc, stripe_event_id desc limit 1) as newest_event_at
  `);
  if (!row) throw new Error('a select of scalars returned no row');
  return {
    livemode: env().livemode,
    secondsBehind: Math.floor(row.seconds_behind),
    waitingEvents: cappedCount(row.waiting),
    failedEvents: cappedCount(row.failed),
    openAlarms: cappedCount(row.alarms),
    toDecide: cappedCount(row.to_decide),
    killSwitches: row.kill_switches,
    dispatchLockedAt: row.dispatch_locked_at,
    workerSeenAt: row.worker_seen_at,
    newestEventAt: row.newest_event_at,
    readAt: ctx.now.toISOString(),
  };
}
