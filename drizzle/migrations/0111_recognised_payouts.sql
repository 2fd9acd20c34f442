-- What Stripe has of the lost time and people say is a request's is written down as what it is: docs/decisions/0060-whose-a-payout-is.md
SET lock_timeout = '5s';--> statement-breakpoint
-- Whether an incident says that this payout may be the one of this request, and it is so still: of what the request asks for now, and not
-- back again.
CREATE FUNCTION is_forgotten_payout(a_payout_id text, request payout_requests) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM bypasses AS incident JOIN payouts AS payout ON payout.payout_id = incident.subject
    WHERE incident.kind = 'payout' AND incident.subject = a_payout_id AND incident.payout_request_id = request.payout_request_id
      AND payout.status NOT IN ('failed', 'canceled')
      AND (payout.connected_account_id, payout.amount, payout.currency, payout.method, payout.destination_id)
        = (request.connected_account_id, request.amount, request.currency, request.method, request.destination_id))
$$;
--> statement-breakpoint
-- As in 0068, and what was forgotten: it begins as accepted, by the word of a person who proves to be there and did not ask for it.
-- lib/payouts/dispatch/recognise-payout.ts
CREATE OR REPLACE FUNCTION guard_payout_attempt() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  control dispatch_control;
  request payout_requests;
  stopped_by text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM refuse_unless_edge('payout attempt ' || OLD.payout_attempt_id, OLD.state, NEW.state, ARRAY[
      'absent>accepted', 'accepted>returned', 'calling>accepted', 'calling>claimed', 'calling>refused', 'calling>unknown', 'claimed>abandoned',
      'claimed>calling', 'unknown>absent', 'unknown>accepted', 'unknown>calling']);
    IF (NEW.payout_attempt_id, NEW.payout_request_id, NEW.connected_account_id, NEW.attempt_number, NEW.idempotency_key,
        NEW.payload_hash)
      IS DISTINCT FROM (OLD.payout_attempt_id, OLD.payout_request_id, OLD.connected_account_id, OLD.attempt_number,
        OLD.idempotency_key, OLD.payload_hash)
      OR (OLD.payout_id IS NOT NULL AND NEW.payout_id IS DISTINCT FROM OLD.payout_id)
      OR NEW.claim_number < OLD.claim_number OR NEW.calls < OLD.calls OR (OLD.has_stored_failure AND NOT NEW.has_stored_failure) THEN
      RAISE EXCEPTION 'what payout attempt % is about never changes', OLD.payout_attempt_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state <> 'calling' OR OLD.state = 'calling' THEN
      -- A call may be waited for no longer than its permit said.
      IF OLD.state = 'calling' AND NEW.state = 'calling' AND NEW.call_until > OLD.call_until THEN
        RAISE EXCEPTION 'a call is not prolonged' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END IF;
  ELSIF NEW.state = 'accepted' THEN
    -- No call: what Stripe has already, and people say whose it is.
    PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
    SELECT * INTO request FROM payout_requests WHERE payout_request_id = NEW.payout_request_id FOR UPDATE;
    IF request.payload_hash = NEW.payload_hash AND request.connected_account_id = NEW.connected_account_id AND request.state = 'approved'
      AND standing_approvals(request.payout_request_id) >= request.approvals_needed AND is_forgotten_payout(NEW.payout_id, request)
      AND is_person_of(NEW.claimed_by, ARRAY['finance_operator', 'administrator'])
      AND NOT is_hand_of_maker(request.payout_request_id, NEW.claimed_by)
      AND has_spent_proof(NEW.claimed_by, 'payouts.recognise', now(), 'forgotten', request.payout_request_id, NEW.payout_id) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'payout % is not written down as the one of payout request %', NEW.payout_id, NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  ELSIF NEW.state <> 'claimed' THEN
    RAISE EXCEPTION 'a payout attempt is written down before the call' USING ERRCODE = 'integrity_constraint_violation';
  END IF;

  SELECT * INTO control FROM dispatch_control FOR SHARE;
  PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'connected account % is not enrolled', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT * INTO request FROM payout_requests WHERE payout_request_id = NEW.payout_request_id FOR UPDATE;
  IF request.payout_request_id IS NULL OR request.connected_account_id <> NEW.connected_account_id
    OR request.payload_hash <> NEW.payload_hash OR request.state <> 'dispatching' THEN
    RAISE EXCEPTION 'payout request % is not being dispatched as payout attempt % says', NEW.payout_request_id, NEW.payout_attempt_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF control.locked_at IS NOT NULL THEN
    RAISE EXCEPTION 'dispatch is locked: %', control.locked_because USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  stopped_by := kill_switch_covering(request.connected_account_id, request.currency, request.method);
  IF stopped_by IS NOT NULL THEN
    RAISE EXCEPTION 'kill switch % covers payout request %', stopped_by, NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM holds WHERE state <> 'released' AND keeps_percent = 100
      AND connected_account_id = request.connected_account_id
      AND (payout_request_id = request.payout_request_id
        OR (payout_request_id IS NULL AND coalesce(currency, request.currency) = request.currency))) THEN
    RAISE EXCEPTION 'a hold is open on payout request %', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF standing_approvals(request.payout_request_id) < request.approvals_needed THEN
    RAISE EXCEPTION 'payout request % is not approved by enough people', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'calling' THEN
    IF NEW.epoch IS DISTINCT FROM control.epoch OR NEW.call_until > clock_timestamp() + interval '60 seconds' THEN
      RAISE EXCEPTION 'a permit is of this epoch and ends soon' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0069. When it was called nobody here knows any more: its time is the one at which it was written down, and the next call of its request
-- has another key, and Stripe's list read before it.
CREATE OR REPLACE FUNCTION guard_call_times() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- Whoever owns the tables repairs and tests.
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state = 'accepted' AND num_nonnulls(NEW.call_until, NEW.epoch) = 0 THEN
      NEW.first_called_at := clock_timestamp();
      NEW.last_called_at := NEW.first_called_at;
      RETURN NEW;
    END IF;
    IF num_nonnulls(NEW.call_until, NEW.epoch, NEW.first_called_at, NEW.last_called_at) = 0 THEN RETURN NEW; END IF;
  ELSIF NEW.state = 'calling' AND OLD.state <> 'calling' THEN
    NEW.first_called_at := coalesce(OLD.first_called_at, clock_timestamp());
    NEW.last_called_at := clock_timestamp();
    IF NEW.call_until > greatest(clock_timestamp(), OLD.call_until) THEN RETURN NEW; END IF;
  ELSIF (NEW.call_until, NEW.epoch, NEW.first_called_at, NEW.last_called_at)
    IS NOT DISTINCT FROM (OLD.call_until, OLD.epoch, OLD.first_called_at, OLD.last_called_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a call of payout attempt % is under way as long as its permit said', NEW.payout_attempt_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
-- As in 0030, and an approved request that has been sent already.
CREATE OR REPLACE FUNCTION guard_payout_request() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'in_review' THEN
      RAISE EXCEPTION 'a payout request begins in review' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  PERFORM refuse_unless_edge('payout request ' || OLD.payout_request_id, OLD.state, NEW.state, ARRAY[
    'approved>cancelled', 'approved>dispatching', 'approved>in_review', 'approved>rejected',
    'approved>sent', 'dispatching>approved',
    'dispatching>refused', 'dispatching>sent', 'dispatching>unknown', 'in_review>approved', 'in_review>cancelled',
    'in_review>rejected', 'refused>cancelled', 'refused>in_review', 'returned>cancelled', 'returned>in_review',
    'sent>returned', 'sent>settled', 'settled>returned', 'unknown>approved', 'unknown>dispatching', 'unknown>refused',
    'unknown>sent']);
  IF (NEW.payout_request_id, NEW.connected_account_id, NEW.currency, NEW.origin, NEW.requested_by, NEW.requested_at,
      coalesce(NEW.requested_by_operator_id, ''))
    IS DISTINCT FROM (OLD.payout_request_id, OLD.connected_account_id, OLD.currency, OLD.origin, OLD.requested_by,
      OLD.requested_at, coalesce(OLD.requested_by_operator_id, '')) THEN
    RAISE EXCEPTION 'who asked for payout request %, and for whom, never changes', OLD.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- What is paid, and who must decide it, changes only while people can look at it again.
  IF (NEW.payload_hash, NEW.approvals_needed, NEW.route) IS DISTINCT FROM (OLD.payload_hash, OLD.approvals_needed, OLD.route)
    AND NOT (NEW.state = 'in_review' AND NEW.version > OLD.version) THEN
    RAISE EXCEPTION 'payout request % changes only in review, as a new version', OLD.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.version < OLD.version OR NEW.reservation_number < OLD.reservation_number OR NEW.attempt_count < OLD.attempt_count THEN
    RAISE EXCEPTION 'the counters of payout request % only grow', OLD.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state THEN NEW.state_since := clock_timestamp(); END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0100.
CREATE OR REPLACE FUNCTION is_alarm_over(alarm alarms) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE alarm.kind
    WHEN 'stripe_event_failed' THEN EXISTS (SELECT FROM stripe_events WHERE stripe_event_id = alarm.subject
      AND state IN ('processed', 'ignored'))
    WHEN 'event_gap' THEN EXISTS (SELECT FROM event_gaps AS gap WHERE 'gap ' || gap.event_gap_id = alarm.subject AND gap.filled_at IS NOT NULL
      -- Two questions: the two states have an index each.
      AND NOT EXISTS (SELECT FROM stripe_events AS event WHERE event.endpoint_kind = gap.endpoint_kind AND event.arrived_by = 'backfill'
        AND event.occurred_at BETWEEN gap.starts_at AND gap.ends_at AND event.state = 'received')
      AND NOT EXISTS (SELECT FROM stripe_events AS event WHERE event.endpoint_kind = gap.endpoint_kind AND event.arrived_by = 'backfill'
        AND event.occurred_at BETWEEN gap.starts_at AND gap.ends_at AND event.state = 'failed'))
    WHEN 'payout_outcome_unknown' THEN NOT EXISTS (SELECT FROM payout_requests WHERE payout_request_id = alarm.subject AND state = 'unknown')
    -- What was forgotten is one of ours after all.
    WHEN 'payout_bypassed' THEN EXISTS (SELECT FROM payout_attempts WHERE payout_id = alarm.subject)
    WHEN 'dispatch_locked' THEN NOT EXISTS (SELECT FROM dispatch_control WHERE locked_at IS NOT NULL)
    -- DRILL_DUE_DAYS of lib/kill-switch/drill-due.ts
    WHEN 'drill_due' THEN coalesce((SELECT max(pressed_at) >= now() - interval '30 days' FROM kill_switches
      WHERE is_drill AND stripe_ended_at IS NOT NULL), true)
    ELSE false END
$$;
