import { sql } from 'drizzle-orm';
import { countRows, findOffences, verdict, type Invariant } from './invariant.ts';

/** A booking follows its row within seconds; longer than this is a stop, not a delay. */
const BOOKED_WITHIN_MINUTES = 15;

/** What was seen to pass Sluice stands among the incidents; what came back took no money. */
const OF_NO_REQUEST = sql`
  select payout.payout_id as id,
         format('Stripe has it for payout request %s, which is not on record.', payout.metadata ->> 'sluice_payout_request_id') as text
  from payouts as payout
  where payout.metadata ->> 'sluice_payout_request_id' is not null and payout.status not in ('failed', 'canceled')
    and payout.original_payout_id is null
    and not exists (select from payout_requests as request where request.payout_request_id = payout.metadata ->> 'sluice_payout_request_id')
    and not exists (select from bypasses as seen where seen.kind = 'payout' and seen.subject = payout.payout_id)`;

const BY_NO_ATTEMPT = sql`
  select request.payout_request_id, format('It is %s, and no attempt of it made a payout of Stripe’s.', request.state)
  from payout_requests as request
  where request.state in ('sent', 'settled', 'returned') and not exists (
    select from payout_attempts as attempt where attempt.payout_request_id = request.payout_request_id
      and attempt.state in ('accepted', 'returned') and attempt.payout_id = request.payout_id)`;

/** Of a request that was changed after it came back, the reservation of the attempt before is another one. */
const MADE = sql`payout_attempts as attempt join payout_requests as request using (payout_request_id)`;
const AS_IT_IS = sql`attempt.state = 'accepted' and request.state in ('sent', 'settled') and attempt.payout_id = request.payout_id`;

const STILL_RESERVED = sql`
  select request.payout_request_id, format('%s was made, and the books still have its money set aside.', attempt.payout_id)
  from ${MADE}
  where ${AS_IT_IS} and not exists (select from booked_sources as booked
    where booked.source_id = request.payout_request_id || '/' || request.reservation_number and booked.purpose = 'released')`;

const notBooked = (before: Date) => sql`
  select request.payout_request_id, format('%s was made, and the books do not have it.', attempt.payout_id)
  from ${MADE} left join payouts as payout on payout.payout_id = attempt.payout_id
  where ${AS_IT_IS} and coalesce(attempt.ended_at, '-infinity') < ${before.toISOString()}::timestamptz - make_interval(mins => ${BOOKED_WITHIN_MINUTES}::int)
    and not exists (select from booked_sources as booked where booked.source_id = payout.balance_transaction_id)`;

/** What Stripe calls failed or cancelled returns its request with the reading that says so. */
const notReturned = (before: Date) => sql`
  select request.payout_request_id, format('Stripe calls %s %s, and it is still %s.', payout.payout_id, payout.status, request.state)
  from payout_requests as request join payouts as payout on payout.payout_id = request.payout_id
  where request.state in ('sent', 'settled') and payout.status in ('failed', 'canceled')
    and payout.read_at < ${before.toISOString()}::timestamptz - make_interval(mins => ${BOOKED_WITHIN_MINUTES}::int)`;

export const payoutsAttempted: Invariant = {
  name: 'payouts_attempted',
  promise:
    'Every payout that carries the id of one of our requests, or that a request calls sent, was made by an attempt on record, its money has left the books, and what came back is returned.',
  timed: null,
  limit: 'A payout of an account that nobody has read since it was made is not seen.',
  check: async (tx, { now }) => {
    const rowsChecked = await countRows(
      tx,
      sql`select count(*) from payout_requests where state in ('sent', 'settled', 'returned')`,
    );
    const found = await findOffences(
      tx,
      sql`${OF_NO_REQUEST} union all ${BY_NO_ATTEMPT} union all ${STILL_RESERVED} union all ${notBooked(now)} union all ${notReturned(now)}`,
    );
    return verdict(rowsChecked, found);
  },
};
