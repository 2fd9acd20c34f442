-- A first call of an old request, too, has Stripe's list read before it: docs/decisions/0033-a-new-key-last.md
SET lock_timeout = '5s';--> statement-breakpoint
-- As in 0068, and of whoever was asked for longer ago than a key lives (DISPATCH_TIMING.keyMs): a database that was put back may have
-- forgotten the call, and Stripe the key. A request that is younger is answered with the payout that it has. However often the list was
-- read, nothing is called for a request of which our own mirror has a payout that is no attempt's and has not come back.
CREATE OR REPLACE FUNCTION is_read_since_earlier(attempt payout_attempts) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (coalesce(attempt.looked_up_at >= greatest(attempt.created_at, clock_timestamp() - interval '1 minute'), false)
      OR NOT EXISTS (SELECT FROM payout_attempts AS earlier WHERE earlier.payout_request_id = attempt.payout_request_id
        AND earlier.attempt_number < attempt.attempt_number AND earlier.first_called_at IS NOT NULL)
      AND EXISTS (SELECT FROM payout_requests AS request WHERE request.payout_request_id = attempt.payout_request_id
        AND request.requested_at > clock_timestamp() - interval '23 hours'))
    AND NOT EXISTS (SELECT FROM payout_requests AS request JOIN payouts AS payout ON payout.connected_account_id = request.connected_account_id
        -- Clocks differ by seconds; a day is more than any.
        AND payout.occurred_at > request.requested_at - interval '1 day'
      WHERE request.payout_request_id = attempt.payout_request_id
        AND payout.metadata ->> 'sluice_payout_request_id' = request.payout_request_id AND payout.status NOT IN ('canceled', 'failed')
        AND NOT EXISTS (SELECT FROM payout_attempts AS own WHERE own.payout_id = payout.payout_id))
$$;
