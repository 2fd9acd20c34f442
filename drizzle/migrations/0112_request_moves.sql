-- A request moves when what makes the move true is there, whoever writes the row: its people, its attempt, its payout.
-- docs/decisions/0017-payout-control-in-the-database.md
SET lock_timeout = '5s';--> statement-breakpoint
-- Beside `guard`, which holds the edges, `guard_sent`, `guard_returned`, `guard_reopened` and `guard_renewal`. The attempt is the one of the
-- request's last claim: one that was refused before it was opened again says nothing of this time.
CREATE FUNCTION guard_request_move() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  attempt CONSTANT text := (SELECT state FROM payout_attempts
    WHERE payout_request_id = NEW.payout_request_id AND attempt_number = NEW.attempt_count);
BEGIN
  IF owns_table(TG_RELID) OR coalesce(CASE OLD.state || '>' || NEW.state
    WHEN 'in_review>approved' THEN standing_approvals(NEW.payout_request_id) >= NEW.approvals_needed
    -- Its attempt is written down after it, with the number of this claim: `guard_claim` looks for it.
    WHEN 'approved>dispatching' THEN NEW.attempt_count = OLD.attempt_count + 1
    WHEN 'unknown>dispatching' THEN NEW.attempt_count = OLD.attempt_count
    WHEN 'dispatching>approved' THEN attempt = 'abandoned'
    WHEN 'dispatching>unknown' THEN attempt = 'unknown'
    WHEN 'dispatching>refused' THEN attempt = 'refused'
    WHEN 'unknown>refused' THEN attempt = 'refused'
    -- As lib/payouts/dispatch/settle-payout-requests.ts asks the mirror.
    WHEN 'sent>settled' THEN EXISTS (SELECT FROM payouts WHERE payout_id = NEW.payout_id AND connected_account_id = NEW.connected_account_id
      AND status = 'paid' AND settlement_posted_at IS NOT NULL)
    ELSE true END, false) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'payout request % is not % yet', NEW.payout_request_id, NEW.state
    USING ERRCODE = 'integrity_constraint_violation', HINT = 'What has to be there first: its people, its attempt, or its payout.';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_move BEFORE UPDATE ON payout_requests FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION guard_request_move();
--> statement-breakpoint
-- When all is written: a claim has its attempt, and while the request is being sent that attempt is claimed or called.
CREATE FUNCTION guard_request_claim() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM payout_attempts AS attempt JOIN payout_requests AS request USING (payout_request_id)
    WHERE attempt.payout_request_id = NEW.payout_request_id AND attempt.attempt_number = NEW.attempt_count
      AND (attempt.state IN ('claimed', 'calling') OR request.state <> 'dispatching')) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'payout request % is dispatching with an attempt', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_claim AFTER UPDATE ON payout_requests DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state = 'dispatching' AND OLD.state <> 'dispatching') EXECUTE FUNCTION guard_request_claim();
