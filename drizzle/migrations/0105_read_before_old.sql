-- A first call of an old request, too, has Stripe's list read before it: docs/decisions/0033-a-new-key-last.md
SET lock_timeout = '5s';--> statement-breakpoint
-- As in 0068, and of whoever was asked for longer ago than a key lives (DISPATCH_TIMING.keyMs): a database that was put back may have
-- forgotten the call, and Stripe the key. A request that is younger is answered with the payout that it has.
CREATE OR REPLACE FUNCTION is_read_since_earlier(attempt payout_attempts) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(attempt.looked_up_at >= greatest(attempt.created_at, clock_timestamp() - interval '1 minute'), false)
    OR NOT EXISTS (SELECT FROM payout_attempts AS earlier WHERE earlier.payout_request_id = attempt.payout_request_id
      AND earlier.attempt_number < attempt.attempt_number AND earlier.first_called_at IS NOT NULL)
    AND EXISTS (SELECT FROM payout_requests AS request WHERE request.payout_request_id = attempt.payout_request_id
      AND request.requested_at > clock_timestamp() - interval '23 hours')
$$;
