import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { defineVerb } from '../../verb.ts';
import { subscribedEventTypes } from '../registry.ts';

const input = z.object({
  connectedAccountId: z.string().min(1),
  object: z.enum(['event', 'balance_transaction', 'payout']),
  /** The window that was listed completely; both inclusive. */
  from: z.date(),
  to: z.date(),
  /** Per UTC day: how many Stripe listed in the window, and how many of these we did not have before. */
  days: z.array(z.object({ day: z.iso.date(), listed: z.int(), added: z.int() })),
});

type Held = 'event' | 'balance_transaction' | 'payout';

/** What we hold; `by_webhook` is null where rows do not say what brought them. */
function heldRows(object: Held, connectedAccountId: string): SQL {
  if (object === 'event') {
    const subscribed = subscribedEventTypes(connectedAccountId === PLATFORM ? 'account' : 'connect');
    return sql`select occurred_at, connected_account_id, arrived_by = 'webhook' as by_webhook from stripe_events
               where type = any(${sql.param(subscribed)}::text[])`;
  }
  if (object === 'payout')
    return sql`select occurred_at, connected_account_id, null::boolean as by_webhook from payouts`;
  return sql`select occurred_at, connected_account_id, null::boolean as by_webhook from balance_transactions`;
}

/**
 * Writes the completeness of the days that a whole listing touched. A day that began before the window was listed up to
 * there by an earlier run, so what we hold of that part counts as listed. No audit: it is a measurement.
 */
export const countCompleteness = defineVerb({
  permission: 'sync.run',
  input,
  run: async (tx, _ctx, { connectedAccountId, object, from, to, days }) => {
    if (days.length === 0) return { result: undefined, audit: null };
    const column = (read: (day: (typeof days)[number]) => string | number) =>
      sql.param(days.map((day) => String(read(day))));
    await tx.execute(sql`
      with listing as (
        select day::date, listed::int, added::int
        from unnest(${column(({ day }) => day)}::text[], ${column(({ listed }) => listed)}::text[],
                    ${column(({ added }) => added)}::text[]) as listing (day, listed, added)
      ), counted as (
        select listing.day, listing.added,
               listing.listed + count(held.occurred_at) filter (where held.occurred_at < ${from.toISOString()}::timestamptz) as listed,
               count(held.occurred_at) as stored,
               count(*) filter (where held.by_webhook) as by_webhook
        from listing
        left join (${heldRows(object, connectedAccountId)}) as held
          on held.connected_account_id = ${connectedAccountId}
         and held.occurred_at >= listing.day::timestamp at time zone 'UTC'
         and held.occurred_at < (listing.day + 1)::timestamp at time zone 'UTC'
         and held.occurred_at <= ${to.toISOString()}::timestamptz
        group by listing.day, listing.listed, listing.added
      )
      insert into completeness_counters as counter
        (connected_account_id, object, day, listed, stored, arrived_by_webhook, checked_at)
      select ${connectedAccountId}, ${object}::text, day, listed, stored,
             case when ${object}::text = 'event' then by_webhook else greatest(0, stored - added) end, now()
      from counted
      order by day -- one lock order for every writer
      on conflict (connected_account_id, object, day) do update
        set listed = excluded.listed, stored = excluded.stored, checked_at = excluded.checked_at,
            arrived_by_webhook = case
              when excluded.object = 'event' then excluded.arrived_by_webhook
              -- rows that earlier runs had to add stay counted as added by a run
              else greatest(0, excluded.arrived_by_webhook - (counter.stored - counter.arrived_by_webhook)) end`);
    return { result: undefined, audit: null };
  },
});
