import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../../db/transaction.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../../ledger/types.ts';
import { defineVerb } from '../../verb.ts';
import { GAP_ALARM, gapSubject, markFilledGaps } from './filled-gaps.ts';
import { EVENT_WINDOW_MS } from './sync-window.ts';

/** Missed stretches closer than this are one outage in which a single delivery got through. */
const MERGE_SECONDS = 60;

type Gap = {
  event_gap_id: string | null;
  endpoint_kind: 'account' | 'connect';
  starts_at: string;
  ends_at: string;
  events_missed: number;
};

type KnownGap = Gap & { event_gap_id: string };

/**
 * Finds the stretches in which Stripe had events and no webhook brought one, although webhooks had worked before:
 * the events between were all found by polling. What the very first sync brings is no gap. A gap that is new or has
 * grown raises an alarm; once everything in it was processed, gap and alarm are closed together. Looks at the thirty days that Stripe can list.
 * @returns how many gaps are new
 */
export const detectEventGaps = defineVerb({
  permission: 'sync.run',
  input: z.object({}),
  run: async (tx, ctx) => {
    // One detector at a time: two would both insert the same new gap.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('detect-event-gaps', 0))`);
    const since = new Date(ctx.now.getTime() - EVENT_WINDOW_MS).toISOString();
    const found = await missedStretches(tx, since);
    const opened: KnownGap[] = [];
    const grown: KnownGap[] = [];
    for (const gap of found) {
      if (gap.event_gap_id === null) {
        const rows = await tx.execute<{ event_gap_id: string }>(sql`
          insert into event_gaps (endpoint_kind, starts_at, ends_at, events_missed)
          values (${gap.endpoint_kind}, ${gap.starts_at}::timestamptz, ${gap.ends_at}::timestamptz, ${gap.events_missed})
          returning event_gap_id::text`);
        opened.push(...rows.map((row) => ({ ...gap, ...row })));
      } else {
        const rows = await tx.execute<{ event_gap_id: string }>(sql`
          update event_gaps
          set starts_at = ${gap.starts_at}::timestamptz, ends_at = ${gap.ends_at}::timestamptz, filled_at = null,
              events_missed = ${gap.events_missed}
          where event_gap_id = ${gap.event_gap_id}
            and (starts_at, ends_at, events_missed)
                is distinct from (${gap.starts_at}::timestamptz, ${gap.ends_at}::timestamptz, ${gap.events_missed}::int)
          returning event_gap_id::text`);
        grown.push(...rows.map((row) => ({ ...gap, ...row })));
      }
    }
    await raiseAlarms(tx, [...opened, ...grown].map(alarmOf));
    await markFilledGaps(tx);
    return { result: { found: found.length, opened: opened.length }, audit: null };
  },
});

/** Runs of neighbouring events, in order of creation, that all arrived by polling, with the gap they belong to if known. */
async function missedStretches(tx: Transaction, since: string): Promise<readonly Gap[]> {
  return await tx.execute<Gap>(sql`
    with missed as (
      select endpoint_kind, min(occurred_at) as first_at, max(occurred_at) as last_at
      from stripe_events
      where arrived_by = 'backfill' and occurred_at >= ${since}::timestamptz
      group by endpoint_kind
    ), span as (
      -- from the last webhook before the first missed event: what lies outside is not read
      select missed.endpoint_kind, missed.last_at,
             coalesce((select max(event.occurred_at) from stripe_events as event
                       where event.endpoint_kind = missed.endpoint_kind and event.arrived_by = 'webhook'
                         and event.occurred_at < missed.first_at and event.occurred_at >= ${since}::timestamptz),
                      missed.first_at) as first_at
      from missed
    ), ordered as (
      select event.endpoint_kind, event.occurred_at, event.arrived_by,
             count(*) filter (where event.arrived_by = 'webhook')
               over (partition by event.endpoint_kind order by event.occurred_at, event.stripe_event_id) as webhooks_before
      from span
      join stripe_events as event
        on event.endpoint_kind = span.endpoint_kind and event.occurred_at between span.first_at and span.last_at
    ), stretches as (
      select endpoint_kind, min(occurred_at) as starts_at, max(occurred_at) as ends_at, count(*) as events_missed
      from ordered
      where arrived_by = 'backfill' and webhooks_before > 0
      group by endpoint_kind, webhooks_before
    ), marked as (
      select *, starts_at - lag(ends_at) over (partition by endpoint_kind order by starts_at)
                  > make_interval(secs => ${MERGE_SECONDS}) as begins
      from stretches
    ), numbered as (
      select *, count(*) filter (where coalesce(begins, true))
                  over (partition by endpoint_kind order by starts_at) as outage
      from marked
    ), outages as (
      select endpoint_kind, min(starts_at) as starts_at, max(ends_at) as ends_at, sum(events_missed)::int as events_missed
      from numbered
      group by endpoint_kind, outage
    )
    select known.event_gap_id::text, outages.endpoint_kind, outages.events_missed,
           to_char(outages.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as starts_at,
           to_char(outages.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ends_at
    from outages
    left join lateral (
      select event_gap_id from event_gaps as gap
      where gap.endpoint_kind = outages.endpoint_kind
        and gap.starts_at <= outages.ends_at and gap.ends_at >= outages.starts_at
      order by event_gap_id
      limit 1
    ) as known on true
    order by outages.starts_at, outages.endpoint_kind`);
}

function alarmOf(gap: KnownGap): AlarmDraft {
  const whose = gap.endpoint_kind === 'account' ? 'the platform' : 'connected accounts';
  return {
    kind: GAP_ALARM,
    subject: gapSubject(gap.event_gap_id),
    text:
      `From ${gap.starts_at} to ${gap.ends_at} Stripe had ${eventsOf(gap.events_missed, whose)} that no webhook brought. ` +
      'They were read from Stripe instead and are stored; this closes when all of them are processed. Check that this endpoint can be reached and answers 200.',
  };
}

function eventsOf(count: number, whose: string): string {
  return `${String(count)} ${count === 1 ? 'event' : 'events'} of ${whose}`;
}
