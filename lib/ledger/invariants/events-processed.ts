import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../execute-set.ts';
import { processedUnread } from './events-unread.ts';
import { countRows, findOffences, iso, verdict, type Finding, type Invariant } from './invariant.ts';

/** Processing takes seconds and eight attempts take minutes; longer means that nobody works on it. */
const PROCESSED_WITHIN = '15 minutes';

/** Rows of an object a book and UTC day, as the counters count them. */
function heldPerDay(rows: SQL): SQL {
  return sql`select connected_account_id, (occurred_at at time zone 'UTC')::date as day, count(*) as held from ${rows} group by 1, 2`;
}

function fewerThanCounted(object: string, rows: SQL): SQL {
  return sql`
      select connected_account_id || ' ' || object || ' ' || day,
             format('%s were stored when Stripe’s list was compared, %s are here now.', stored, coalesce(held, 0))
      from completeness_counters left join (${heldPerDay(rows)}) as held using (connected_account_id, day)
      where object = ${object} and coalesce(held, 0) < stored`;
}

/** What was here and is not any more: nobody may delete, so somebody who could went around the application. */
const TAKEN_AWAY = sql`
      -- what a person set aside is ignored with its error, and was counted
      union all ${fewerThanCounted('event', sql`stripe_events where state <> 'ignored' or last_error is not null`)}
      union all ${fewerThanCounted('balance_transaction', sql`balance_transactions`)}
      union all ${fewerThanCounted('payout', sql`payouts`)}
      union all
      select stripe_event_id, 'It was received and stored, and is not here any more.' from received_event_ids as received
      where not exists (select from stripe_events where stripe_events.stripe_event_id = received.stripe_event_id)
      union all
      select stripe_event_id, format('%s has lost its signed body.', type) from stripe_events
      where not exists (select from stripe_event_bodies as body where body.stripe_event_id = stripe_events.stripe_event_id
                        and body.occurred_at = stripe_events.occurred_at)`;

/** What is not late yet is no offence, but nobody should read "ok" as "all done". */
async function waitingNotes(tx: Transaction): Promise<Finding[]> {
  const [waiting] = await executeSet<{ events: bigint; since: string | null }>(
    tx,
    sql`select count(*) as events, ${iso(sql`min(coalesce(replayed_at, received_at))`)} as since
        from stripe_events where state = 'received'`,
  );
  if (waiting === undefined || waiting.since === null) return [];
  const { events, since } = waiting;
  const text =
    events === 1n
      ? `1 event waits to be processed, since ${since}.`
      : `${String(events)} events wait to be processed, the oldest since ${since}.`;
  return [{ id: 'waiting', text }];
}

export const eventsProcessed: Invariant = {
  name: 'events_processed',
  promise:
    'Every acknowledged event is processed, its payout or account was read since, and every object that Stripe lists is held here.',
  timed: 'what waits, what failed, and what Stripe’s lists found missing',
  limit: null,
  check: async (tx, { now, from }) => {
    const at = now.toISOString();
    const rowsChecked = await countRows(
      tx,
      // Two counts: `state in (…)` fits neither of the two partial indexes and would read every event.
      sql`select (select count(*) from stripe_events where state = 'received')
               + (select count(*) from stripe_events where state = 'failed')
               + (select count(*) from completeness_counters) as count`,
    );
    const found = await findOffences(
      tx,
      sql`
      select stripe_event_id as id,
             format('%s was %s at %s and is not processed.', type, case when replayed_at is null then 'acknowledged' else 'replayed' end,
                    ${iso(sql`coalesce(replayed_at, received_at)`)}) as text
      from stripe_events
      where state = 'received' and coalesce(replayed_at, received_at) < ${at}::timestamptz - ${PROCESSED_WITHIN}::interval
      union all
      select stripe_event_id, format('%s failed after %s attempts: %s', type, attempts, left(last_error, 200))
      from stripe_events where state = 'failed'
      union all
      select connected_account_id || ' ' || object || ' ' || day,
             format('Stripe lists %s, %s are stored.', listed, stored)
      from completeness_counters where stored < listed
      union all
      select 'gap ' || event_gap_id, format('%s events between %s and %s came by no webhook, and not all of them are processed.', events_missed, ${iso(sql`starts_at`)}, ${iso(sql`ends_at`)})
      from event_gaps where filled_at is null and detected_at < ${at}::timestamptz - ${PROCESSED_WITHIN}::interval
      union all ${processedUnread(from)}
      ${from === null ? TAKEN_AWAY : sql.empty()}`,
    );
    const notes = await waitingNotes(tx);
    return { ...verdict(rowsChecked, found), notes, noteCount: notes.length };
  },
};
