import { sql } from 'drizzle-orm';
import { countRows, findOffences, verdict, type Invariant } from './invariant.ts';

export const paidAtMostOnce: Invariant = {
  name: 'paid_at_most_once',
  promise:
    'One payout request causes at most one Stripe payout that was not refused, cancelled or sent back.',
  timed: null,
  limit: null,
  check: async (tx) => {
    const rowsChecked = await countRows(tx, sql`select count(*) from payouts`);
    const found = await findOffences(
      tx,
      sql`
      select metadata ->> 'sluice_payout_request_id' as id,
             format('%s payouts carry this request: %s.', count(*), string_agg(payout_id, ', ' order by payout_id)) as text
      from payouts
      where metadata ->> 'sluice_payout_request_id' is not null and status not in ('failed', 'canceled')
      group by 1 having count(*) > 1`,
    );
    return verdict(rowsChecked, found);
  },
};
