import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database, type Database } from '../db/client.ts';
import { env } from '../env.ts';
import { COUNT_MAX, cappedCount } from '../paging.ts';
import { withScopeNames, type UnnamedSwitch } from '../kill-switch/scope-name.ts';
import { IS_TRIED_AGAIN, LONGEST_WAIT } from '../stripe-events/waiting-events.ts';
import { stalenessOf } from './staleness.ts';
import type { ShellStatus, StandingLock } from './types.ts';

/** The banner names the first and counts the others. */
const SWITCHES_READ_MAX = 20;

const STANDING_SWITCHES = sql`(select coalesce(json_agg(standing), '[]') from (
   select kill_switch_id as "killSwitchId", scope, scope_value as "scopeValue", state,
     to_char(pressed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "pressedAt"
   from kill_switches where state <> 'released' and not is_drill
   order by pressed_at limit ${SWITCHES_READ_MAX}) as standing)`;

/** Of the one row that the lock's own page reads it from, so that nothing else is waited for. */
const DISPATCH_LOCK = sql`(select json_build_object(
     'lockedAt', to_char(locked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
     'readWholeAt', to_char(read_whole_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
   from dispatch_control where locked_at is not null)`;

/** What stops money, by itself: a page waits for this before its first byte, and for no large table. */
export async function readStopped(ctx: Context): Promise<Pick<ShellStatus, 'killSwitches' | 'dispatchLock'>> {
  authorize(ctx, 'overview.read');
  const db = database();
  const [row] = await db.execute<{
    kill_switches: UnnamedSwitch[];
    dispatch_lock: StandingLock | null;
  }>(sql`select ${STANDING_SWITCHES} as kill_switches, ${DISPATCH_LOCK} as dispatch_lock`);
  if (!row) throw new Error('a select of scalars returned no row');
  return {
    killSwitches: await withScopeNames(db, row.kill_switches),
    dispatchLock: row.dispatch_lock,
  };
}

/**
 * Freshness and stopped work, in one statement over partial indexes, and another for names while a press of one account stands.
 * A single poisoned event must not make the whole picture look old: one that failed and is tried again is counted by
 * itself. A replayed event waits since its replay.
 */
export async function readShellStatus(ctx: Context, db: Database = database()): Promise<ShellStatus> {
  authorize(ctx, 'overview.read');
  const limit = COUNT_MAX + 1;
  const [row] = await db.execute<{
    seconds_behind: number;
    received: { all: number; triedAgain: number; nextAt: string | null };
    failed: number;
    alarms: number;
    to_decide: number;
    kill_switches: UnnamedSwitch[];
    dispatch_lock: StandingLock | null;
    worker_seen_at: string | null;
    newest_event_at: string | null;
  }>(sql`
    select
      ${LONGEST_WAIT} as seconds_behind,
      (select json_build_object('all', count(*), 'triedAgain', count(*) filter (where tried_again),
         'nextAt', to_char(min(next_attempt_at) filter (where tried_again) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
       from (select ${IS_TRIED_AGAIN} as tried_again, next_attempt_at from stripe_events
             where state = 'received' limit ${limit}) as found) as received,
      (select count(*)::int from (select from stripe_events where state = 'failed' limit ${limit}) as found) as failed,
      (select count(*)::int from (select from alarms where closed_at is null limit ${limit}) as found) as alarms,
      (select count(*)::int from (select from payout_requests where state = 'in_review' limit ${limit}) as found) as to_decide,
      ${STANDING_SWITCHES} as kill_switches,
      ${DISPATCH_LOCK} as dispatch_lock,
      (select to_char(max(beat_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from heartbeats
       where name like 'worker%') as worker_seen_at,
      (select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from stripe_events
       where occurred_at <= now() + interval '5 minutes' -- one dated ahead would be the newest for years
       order by occurred_at desc, stripe_event_id desc limit 1) as newest_event_at
  `);
  if (!row) throw new Error('a select of scalars returned no row');
  const { received } = row;
  const status = {
    livemode: env().livemode,
    secondsBehind: Math.floor(row.seconds_behind),
    // Where counting stopped, more wait than were seen, whatever was seen of the others.
    waitingEvents: cappedCount(received.all > COUNT_MAX ? received.all : received.all - received.triedAgain),
    retryingEvents: { ...cappedCount(received.triedAgain), nextAt: received.nextAt },
    failedEvents: cappedCount(row.failed),
    openAlarms: cappedCount(row.alarms),
    toDecide: cappedCount(row.to_decide),
    killSwitches: await withScopeNames(db, row.kill_switches),
    dispatchLock: row.dispatch_lock,
    workerSeenAt: row.worker_seen_at,
    newestEventAt: row.newest_event_at,
    readAt: ctx.now.toISOString(),
  };
  return { ...status, stale: stalenessOf(status) };
}
