import { sql, type SQL } from 'drizzle-orm';

/*
 * What it means that an event waits, for the header, the banner, the health check, the metrics and the alarm alike: they
 * would contradict each other if each asked in its own way.
 */

/**
 * Of an event in `received`: it has failed by itself and is tried again later. It waits for its hour and not for a worker.
 * While Stripe is away attempts are excused, and its claim counts until its verdict does: such an event still waits. The
 * first failure after an excused attempt looks the same, for the five seconds until the second.
 */
export const IS_TRIED_AGAIN: SQL = sql.raw(
  `(last_error is not null and attempts - excused_attempts > least(excused_attempts, 1))`,
);

/** Since when it waits: its arrival or replay; one that failed before, since it has been due again (ahead until then). */
export const WAITS_SINCE: SQL = sql`case when ${IS_TRIED_AGAIN} then next_attempt_at else coalesce(replayed_at, received_at) end`;

/** A backlog begins with its oldest; beyond these nothing changes what is said, and this is read with every page. */
const LOOKED_AT_MAX = 200;

const looked = (isDue: SQL): SQL => sql`(
  select ${WAITS_SINCE} as waits_since from stripe_events where state = 'received' and ${isDue}
  order by next_attempt_at limit ${LOOKED_AT_MAX})`;

/** How long the event waits that waits longest, in seconds with fractions; 0 when none does. A scalar for a `select`. */
export const LONGEST_WAIT: SQL = sql`coalesce((
  select greatest(0, extract(epoch from now() - min(waits_since)))::float8
  from (${looked(sql`next_attempt_at <= now()`)} union all ${looked(sql`next_attempt_at > now()`)}) as looked_at), 0)`;
