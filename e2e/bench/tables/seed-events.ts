import type { Sql } from '#lib/db/client.ts';
import { bulkLoad, chances, type Note } from './bulk-load.ts';
import { DAYS, SELLERS, TODAY } from './seed.ts';

/** Often first. Those after the first ten have no handler, so their events are ignored. */
const TYPES = [
  'payout.paid',
  'payout.created',
  'payout.updated',
  'charge.dispute.created',
  'charge.dispute.closed',
  'account.updated',
  'payout.failed',
  'capability.updated',
  'transfer.created',
  'balance.available',
  'charge.succeeded',
  'payment_intent.succeeded',
  'charge.updated',
  'payment_intent.created',
  'invoice.paid',
  'customer.created',
  'checkout.session.completed',
  'charge.refunded',
  'refund.created',
  'person.updated',
];

/** The inbox of two years: a rare failure, a share that a back-fill brought, and what came within the last hour waits. */
export async function seedEvents(sql: Sql, rows: number, note: Note): Promise<void> {
  const insert = (from: number, to: number) => sql`
    insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by,
                               object_type, object_id, received_at, state, attempts, next_attempt_at, processed_at)
    select 'evt_1' || substr(md5(n::text), 1, 23), at, 'acct_' || (floor(power(h[1], 3) * ${SELLERS})::int + 1),
           (${sql.array(TYPES)}::text[])[kind], false, 'connect', case when h[3] < 0.01 then 'backfill' else 'webhook' end,
           'payout', 'po_1' || substr(md5((n / 3)::text), 1, 23), at + interval '1 second',
           case when n::float8 / ${rows} * ${DAYS} < 0.04 then 'received' when h[4] < 0.002 then 'failed'
                when kind > 10 then 'ignored' else 'processed' end, 1, at, at + interval '2 seconds'
    from generate_series(${from}::int, ${to}::int) as n, ${chances(sql, 4)},
         lateral (select floor(power(h[2], 2) * ${TYPES.length})::int + 1 as kind,
                         date_trunc('second', ${TODAY}::timestamptz - (n::float8 / ${rows} * ${DAYS}) * interval '1 day') as at) as drawn`;
  await bulkLoad(sql, 'stripe_events', rows, insert, note);
  await sql`select rebuild_kind_counts()`;
  await note('stripe_events counted');
}
