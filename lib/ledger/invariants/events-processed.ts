import { sql } from 'drizzle-orm';
import { countRows, findOffences, verdict, type Invariant } from './invariant.ts';

/** Processing takes seconds and eight attempts take minutes; longer means that nobody works on it. */
const PROCESSED_WITHIN = '15 minutes';

export const eventsProcessed: Invariant = {
  name: 'events_processed',
  promise: 'Every acknowledged event is processed, and every object that Stripe lists is held here.',
  check: async (tx, { now }) => {
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
      select stripe_event_id as id, format('%s was acknowledged at %s and is not processed.', type, received_at) as text
      from stripe_events where state = 'received' and received_at < ${at}::timestamptz - ${PROCESSED_WITHIN}::interval
      union all
      select stripe_event_id, format('%s failed after %s attempts: %s', type, attempts, left(last_error, 200))
      from stripe_events where state = 'failed'
      union all
      select connected_account_id || ' ' || object || ' ' || day,
             format('Stripe lists %s, %s are stored.', listed, stored)
      from completeness_counters where stored < listed
      union all
      select 'gap ' || event_gap_id, format('%s events between %s and %s never arrived and are not filled in.', events_missed, starts_at, ends_at)
      from event_gaps where filled_at is null and detected_at < ${at}::timestamptz - ${PROCESSED_WITHIN}::interval`,
    );
    return verdict(rowsChecked, found);
  },
};
