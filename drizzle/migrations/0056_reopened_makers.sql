-- Whoever opens a request again after a refusal or return is its maker too; a payout comes back when Stripe says so.
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "payout_requests" ADD COLUMN "reopened_by_operator_id" text;--> statement-breakpoint
ALTER TABLE "payout_requests" ADD COLUMN "reopened_version" integer;--> statement-breakpoint
-- Who opened again what is still open now: the record knows.
UPDATE payout_requests AS request SET (reopened_by_operator_id, reopened_version) = (
  SELECT actor_id, (after ->> 'version')::int FROM audit_records
  WHERE subject = request.payout_request_id AND action = 'payout_request.reopen' AND outcome = 'done' AND actor_kind = 'operator'
  ORDER BY recorded_at DESC LIMIT 1)
WHERE state IN ('in_review', 'approved', 'dispatching', 'unknown') AND version > 1;
--> statement-breakpoint
-- Whoever asks again is a maker too: a person who may ask, another one who decides, and what was decided before counts no more.
-- The roles are those of `payouts.propose` in lib/auth/permissions.ts.
CREATE FUNCTION guard_reopened() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state IN ('refused', 'returned') AND NEW.state = 'in_review' THEN
    IF NOT is_person_of(NEW.reopened_by_operator_id, ARRAY['finance_operator', 'administrator'])
      OR NEW.approvals_needed < 1 OR NEW.version <= OLD.version THEN
      RAISE EXCEPTION 'payout request % is opened again by a person, as a new version, and another person decides', NEW.payout_request_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.reopened_version := NEW.version;
    RETURN NEW;
  END IF;
  IF (TG_OP = 'INSERT' AND num_nonnulls(NEW.reopened_by_operator_id, NEW.reopened_version) > 0)
    OR (TG_OP = 'UPDATE' AND (NEW.reopened_by_operator_id, NEW.reopened_version)
      IS DISTINCT FROM (OLD.reopened_by_operator_id, OLD.reopened_version)) THEN
    RAISE EXCEPTION 'who opened payout request % again is written as it is opened again', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.reopened_by_operator_id IS NOT NULL AND NEW.approvals_needed < 1
    AND NEW.approvals_needed <> OLD.approvals_needed THEN
    RAISE EXCEPTION 'payout request % was opened again by a person, so another person decides', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_reopened BEFORE INSERT OR UPDATE ON payout_requests FOR EACH ROW EXECUTE FUNCTION guard_reopened();
--> statement-breakpoint
CREATE FUNCTION guard_approval_maker() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM payout_requests WHERE payout_request_id = NEW.payout_request_id
    AND reopened_by_operator_id = NEW.operator_id) THEN
    RAISE EXCEPTION 'nobody approves what they opened again' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- After `guard`, which has locked the request.
CREATE TRIGGER guard_maker BEFORE INSERT ON payout_approvals FOR EACH ROW WHEN (NEW.decision = 'approve')
  EXECUTE FUNCTION guard_approval_maker();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION standing_approvals(a_request text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN count(*) FILTER (WHERE request.approver_role IS NULL OR operator.role = request.approver_role) > 0
    THEN count(DISTINCT approval.operator_id)
    ELSE least(count(DISTINCT approval.operator_id), greatest(max(request.approvals_needed) - 1, 0)) END
  FROM payout_approvals AS approval
  JOIN payout_requests AS request USING (payout_request_id)
  JOIN operators AS operator ON operator.operator_id = approval.operator_id
  WHERE request.payout_request_id = a_request AND approval.decision = 'approve' AND approval.state = 'given'
    AND approval.payload_hash = request.payload_hash
    AND approval.operator_id IS DISTINCT FROM request.requested_by_operator_id
    AND approval.operator_id IS DISTINCT FROM request.reopened_by_operator_id
    AND approval.request_version >= coalesce(request.reopened_version, 1)
    AND operator.disabled_at IS NULL AND operator.role IN ('finance_operator', 'risk_reviewer', 'administrator')
$$;
--> statement-breakpoint
-- A payout has come back when Stripe says so of exactly that one.
CREATE FUNCTION guard_payout_returned() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payouts WHERE payout_id = NEW.payout_id AND connected_account_id = NEW.connected_account_id
    AND status IN ('failed', 'canceled')) THEN
    RAISE EXCEPTION 'payout % of payout request % has not come back', NEW.payout_id, NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_returned BEFORE UPDATE ON payout_attempts FOR EACH ROW
  WHEN (NEW.state = 'returned' AND OLD.state <> 'returned') EXECUTE FUNCTION guard_payout_returned();
--> statement-breakpoint
CREATE TRIGGER guard_returned BEFORE UPDATE ON payout_requests FOR EACH ROW
  WHEN (NEW.state = 'returned' AND OLD.state <> 'returned') EXECUTE FUNCTION guard_payout_returned();
