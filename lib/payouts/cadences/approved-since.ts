import { sql } from 'drizzle-orm';

/** Payouts of a cadence, a row called `cadence`, that another person approved as they were proposed since it was set. */
export const APPROVED_SINCE = sql`payout_requests as request join payout_approvals as approval using (payout_request_id)
  where request.connected_account_id = cadence.connected_account_id and request.origin = 'cadence'
    and request.requested_by_operator_id = cadence.set_by and request.requested_at >= cadence.set_at and request.version = 1
    and request.state in ('approved', 'dispatching', 'unknown', 'sent', 'settled', 'refused', 'returned')
    and approval.decision = 'approve' and approval.state = 'given' and approval.operator_id <> cadence.set_by`;
