-- A new key is the last thing, not the next one (decision 0033): an attempt is absent only when its key pays no more, and a later
-- attempt is called only a moment after Stripe's list was read again.
SET lock_timeout = '5s';--> statement-breakpoint
CREATE INDEX "payout_attempts_doubted" ON "payout_attempts" USING btree ("next_look_up_at") WHERE state = 'absent' and next_look_up_at is not null;--> statement-breakpoint
-- What Stripe shows after all is written down on the attempt that made it; everything else as it was.
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
-- A key pays no more when Stripe said that it keeps a failure under it, or a day after the first call. Until then the same key is asked
-- again, which cannot pay twice.
CREATE FUNCTION guard_spent_key() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (NEW.absent_since >= NEW.call_until
    AND (NEW.has_stored_failure OR NEW.first_called_at <= clock_timestamp() - interval '24 hours')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the key of payout attempt % could still make its payout', NEW.payout_attempt_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_spent_key BEFORE UPDATE ON payout_attempts FOR EACH ROW
  WHEN (NEW.state = 'absent' AND OLD.state <> 'absent') EXECUTE FUNCTION guard_spent_key();
--> statement-breakpoint
-- Whether no earlier attempt of its request was called, or Stripe's list was read under this one within the last minute.
CREATE FUNCTION is_read_since_earlier(attempt payout_attempts) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(attempt.looked_up_at >= greatest(attempt.created_at, clock_timestamp() - interval '1 minute'), false)
    OR NOT EXISTS (SELECT FROM payout_attempts AS earlier WHERE earlier.payout_request_id = attempt.payout_request_id
      AND earlier.attempt_number < attempt.attempt_number AND earlier.first_called_at IS NOT NULL)
$$;
--> statement-breakpoint
CREATE FUNCTION guard_read_since_earlier() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF is_read_since_earlier(NEW) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'payout request % was sent before: Stripe''s list is read before it is sent again', NEW.payout_request_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_read_since_earlier BEFORE UPDATE ON payout_attempts FOR EACH ROW
  WHEN (NEW.state = 'calling' AND OLD.state = 'claimed') EXECUTE FUNCTION guard_read_since_earlier();
