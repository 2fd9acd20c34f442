-- Proposals by cadence, file and policy: once per due time, once per file, a policy by two people; and what a permit asks besides:
-- the destination as it was shown, and somebody of the role that the policy names.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE FUNCTION guard_payout_policy() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'a payout policy begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'draft' OR NEW.policy_version_id <> OLD.policy_version_id OR NEW.version <> OLD.version
    OR (NEW.state <> 'draft' AND (NEW.text, NEW.written_by) IS DISTINCT FROM (OLD.text, OLD.written_by)) THEN
    RAISE EXCEPTION 'payout policy % is published as it was written, and never changes after', OLD.version
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON payout_policies FOR EACH ROW EXECUTE FUNCTION guard_payout_policy();
--> statement-breakpoint
-- Where the policy names a role, all approvals together stay one short until somebody of that role has approved.
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
    AND operator.disabled_at IS NULL AND operator.role IN ('finance_operator', 'risk_reviewer', 'administrator')
$$;
--> statement-breakpoint
CREATE FUNCTION guard_payout_approver_role() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.approver_role IS DISTINCT FROM OLD.approver_role AND NOT (NEW.state = 'in_review' AND NEW.version > OLD.version) THEN
    RAISE EXCEPTION 'who must approve payout request % changes only in review, as a new version', OLD.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_approver_role BEFORE UPDATE ON payout_requests
  FOR EACH ROW EXECUTE FUNCTION guard_payout_approver_role();
--> statement-breakpoint
CREATE FUNCTION guard_hold_rolling() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.rolling_days IS DISTINCT FROM OLD.rolling_days THEN
    RAISE EXCEPTION 'the days of rolling reserve % never change', OLD.hold_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_rolling BEFORE UPDATE ON holds FOR EACH ROW EXECUTE FUNCTION guard_hold_rolling();
--> statement-breakpoint
-- Money goes to the destination that was looked at: replaced or removed since, nothing is called.
CREATE FUNCTION guard_payout_destination() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.state = 'calling' AND OLD.state <> 'calling' AND NOT EXISTS (
    SELECT FROM payout_requests AS request
    JOIN external_accounts AS destination ON destination.external_account_id = request.destination_id
      AND destination.connected_account_id = request.connected_account_id AND destination.deleted_at IS NULL
      AND coalesce(destination.fingerprint, request.destination_fingerprint) = request.destination_fingerprint
    WHERE request.payout_request_id = NEW.payout_request_id) THEN
    RAISE EXCEPTION 'the destination of payout request % has changed since it was asked for', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_destination BEFORE UPDATE ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_payout_destination();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['payout_cadences', 'payout_cadence_runs', 'payout_files', 'payout_policies'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO sluice_app', table_name);
    EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE ON payout_cadence_runs, payout_files FROM sluice_app;
