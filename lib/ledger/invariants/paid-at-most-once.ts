import { sql } from 'drizzle-orm';
import { countRows, findOffences, verdict, type Invariant } from './invariant.ts';

/** Payouts at Stripe that name one of our requests. */
const NAMED = sql`
  named as materialized (
    select payout_id, status, connected_account_id, currency, amount, destination_id,
           metadata ->> 'sluice_payout_request_id' as id
    from payouts where metadata ->> 'sluice_payout_request_id' is not null)`;

const SEVERAL = sql`
  select id, format('%s payouts carry this request: %s.', count(*), string_agg(payout_id, ', ' order by payout_id)) as text
  from named where status not in ('failed', 'canceled') group by id having count(*) > 1`;

/**
 * People cancelled its request and said that this payout of the lost time, which they were shown, stays: docs/decisions/0063-lists-that-cannot-be-read.md. Of what nobody
 * has decided, and of another one beside it, this says nothing.
 */
const LET_STAY = sql`exists (
  select from bypasses as incident join audit_records as record on record.subject = incident.payout_request_id
  where incident.kind = 'payout' and incident.subject = named.payout_id and incident.payout_request_id = named.id
    and request.state = 'cancelled' and record.action = 'payout_request.cancel' and record.outcome = 'done'
    and record.actor_kind = 'operator' and record.after ->> 'payoutId' = named.payout_id)`;

/**
 * One may be on its way into our rows: that of a call whose outcome is not written down yet, or is being looked up. What
 * was forged and cancelled took no money, and stands among the incidents.
 */
const OF_NO_ATTEMPT = sql`
  select named.id,
         format('Stripe has %s, which no attempt of ours made.', string_agg(named.payout_id, ', ' order by named.payout_id))
  from named join payout_requests as request on request.payout_request_id = named.id
  where named.status not in ('failed', 'canceled')
    and not exists (select from payout_attempts as attempt where attempt.payout_id = named.payout_id)
    and not ${LET_STAY}
  group by named.id
  having count(*) > (select count(*) from payout_attempts as attempt
                     where attempt.payout_request_id = named.id and attempt.state in ('calling', 'unknown'))`;

const NOT_AS_ASKED = sql`
  select request.payout_request_id,
         format('%s is not what was approved: another account, amount, currency or destination.', attempt.payout_id)
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
  left join payouts as payout on payout.payout_id = attempt.payout_id
  where attempt.payout_id is not null and attempt.attempt_number = request.attempt_count
    and attempt.payload_hash = request.payload_hash
    and (payout.connected_account_id, payout.amount, payout.currency,
         coalesce(payout.destination_id, request.destination_id))
      is distinct from (request.connected_account_id, request.amount, request.currency, request.destination_id)`;

export const paidAtMostOnce: Invariant = {
  name: 'paid_at_most_once',
  promise:
    'One payout request causes at most one Stripe payout that was not refused, cancelled or sent back, and each is exactly what was approved.',
  timed: null,
  limit: null,
  check: async (tx) => {
    const rowsChecked = await countRows(tx, sql`select count(*) from payouts`);
    const found = await findOffences(
      tx,
      sql`with ${NAMED} ${SEVERAL} union all ${OF_NO_ATTEMPT} union all ${NOT_AS_ASKED}`,
    );
    return verdict(rowsChecked, found);
  },
};
