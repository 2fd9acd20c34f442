import { sql } from 'drizzle-orm';
import { HAS_COME_BACK } from './fetch-payout-of-request.ts';

/** Payouts that name a request which could still be sent, and that none of its attempts made. */
export const STRAYED = sql`
  select payout.payout_id, request.payout_request_id, request.connected_account_id,
    request.state = 'refused' as is_refused,
    payout.status = any(${sql.param([...HAS_COME_BACK])}::text[]) as has_come_back
  from payout_requests as request
  join payouts as payout on payout.connected_account_id = request.connected_account_id
    and payout.metadata ->> 'sluice_payout_request_id' = request.payout_request_id
  where request.state in ('in_review', 'approved', 'dispatching', 'refused')
    and not exists (select from payout_attempts as attempt where attempt.payout_id = payout.payout_id)
    and not exists (select from payout_attempts as attempt
                    where attempt.payout_request_id = request.payout_request_id and attempt.state in ('calling', 'unknown'))
    and not exists (select from holds as hold where hold.payout_request_id = request.payout_request_id
                    and hold.source = 'reconciliation' and hold.state <> 'released')
  order by request.connected_account_id, request.payout_request_id, has_come_back, payout.payout_id`;
