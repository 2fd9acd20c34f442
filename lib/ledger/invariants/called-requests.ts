import { sql } from 'drizzle-orm';

/* Of `payout_attempts as attempt join payout_requests as request`: what was so of a request when it was first called. */

/** Requests that nobody has changed since their last attempt: what that one needed is what they need now. */
const UNCHANGED_SINCE = sql`('dispatching', 'unknown', 'sent', 'settled', 'refused', 'returned')`;

/** The last attempt was called, and what its request asks for is still what it asked for then. */
export const CALLED_AS_IT_IS = sql`attempt.first_called_at is not null and attempt.attempt_number = request.attempt_count
  and request.state in ${UNCHANGED_SINCE}`;

/** Whoever had approved exactly this payload when it was first called, but for whoever asked for it, or for it again. */
export const APPROVALS_AT_CALL = sql`
  (select count(distinct approval.operator_id) from payout_approvals as approval
   where approval.payout_request_id = request.payout_request_id and approval.decision = 'approve'
     and approval.payload_hash = attempt.payload_hash and approval.decided_at <= attempt.first_called_at
     and coalesce(approval.voided_at, 'infinity') > attempt.first_called_at
     and approval.operator_id is distinct from request.requested_by_operator_id
     and approval.operator_id is distinct from request.reopened_by_operator_id
     and approval.request_version >= coalesce(request.reopened_version, 1))`;
