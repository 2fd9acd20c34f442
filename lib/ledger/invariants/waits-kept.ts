import { sql } from 'drizzle-orm';
import { CALLED_AS_IT_IS } from './called-requests.ts';
import { countRows, findOffences, iso, verdict, type Invariant } from './invariant.ts';

const TOO_SOON = sql`
  select request.payout_request_id as id,
         format('It was called at %s and waits until %s.', ${iso(sql`attempt.first_called_at`)}, ${iso(sql`request.waits_until`)}) as text
  from payout_attempts as attempt join payout_requests as request using (payout_request_id)
  where ${CALLED_AS_IT_IS} and attempt.first_called_at < request.waits_until`;

export const waitsKept: Invariant = {
  name: 'waits_kept',
  promise: 'Nothing was sent before the wait of its policy and of its band was over.',
  timed: null,
  limit:
    'Of a request that was changed after it came back, only the attempt after that change is held against its wait.',
  check: async (tx) => {
    const rowsChecked = await countRows(
      tx,
      sql`select count(*) from payout_requests where waits_until is not null`,
    );
    return verdict(rowsChecked, await findOffences(tx, TOO_SOON));
  },
};
