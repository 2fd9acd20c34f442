-- What the program's own role could still write by hand: a call that ended before it did, a role in an administrator's name, an
-- account walked out of a stopped country, a request that needs fewer people than before.
SET lock_timeout = '5s';--> statement-breakpoint
-- A call is under way as long as its permit said: a press counts these rows, and an absence is proven only after them. Its times are
-- the database's, written with the permit and at no other moment.
CREATE FUNCTION guard_call_times() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- Whoever owns the tables repairs and tests.
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
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
CREATE TRIGGER guard_times BEFORE INSERT OR UPDATE ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_call_times();
--> statement-breakpoint
-- What never changes at Stripe does not change here either: switches and policies ask for it.
CREATE FUNCTION guard_identity() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'which account % is, where and since when never changes', OLD.connected_account_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_identity BEFORE UPDATE ON connected_accounts FOR EACH ROW
  WHEN ((NEW.connected_account_id, NEW.livemode, NEW.created_at_stripe) <> (OLD.connected_account_id, OLD.livemode, OLD.created_at_stripe)
    OR (OLD.country IS NOT NULL AND NEW.country IS DISTINCT FROM OLD.country)) EXECUTE FUNCTION guard_identity();
--> statement-breakpoint
-- Payouts past Sluice are looked for since then.
CREATE TRIGGER guard_identity BEFORE UPDATE ON payout_accounts FOR EACH ROW
  WHEN ((NEW.connected_account_id, NEW.enrolled_at, NEW.enrolled_by) <> (OLD.connected_account_id, OLD.enrolled_at, OLD.enrolled_by))
  EXECUTE FUNCTION guard_identity();
--> statement-breakpoint
-- Which people of a role there are fewer of, as in lib/payouts/rules/evaluate-policy.ts.
CREATE FUNCTION role_strictness(a_role text) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_position(ARRAY['finance_operator', 'risk_reviewer', 'administrator'], a_role), 0)
$$;
--> statement-breakpoint
-- A request never needs fewer people than it did, whatever of it or of the policy has changed: what a policy says only the program
-- can tell, and it could name any. Who must be asked less needs another policy and another request.
CREATE OR REPLACE FUNCTION guard_payout_route() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.route, NEW.approvals_needed, NEW.approver_role, NEW.policy_version_id)
      IS NOT DISTINCT FROM (OLD.route, OLD.approvals_needed, OLD.approver_role, OLD.policy_version_id) THEN
      RETURN NEW;
    END IF;
    IF NOT (NEW.state = 'in_review' AND NEW.version > OLD.version) THEN
      RAISE EXCEPTION 'who decides payout request % changes only in review, as a new version', OLD.payout_request_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.approvals_needed < OLD.approvals_needed OR role_strictness(NEW.approver_role) < role_strictness(OLD.approver_role) THEN
      RAISE EXCEPTION 'payout request % needs as many people as before', OLD.payout_request_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.policy_version_id IS NOT DISTINCT FROM OLD.policy_version_id AND NEW.route = 'people' THEN RETURN NEW; END IF;
  END IF;
  IF NOT is_policy_in_force(NEW.policy_version_id)
    OR (NEW.policy_version_id IS NULL AND (NEW.route <> 'people' OR NEW.approvals_needed < 2)) THEN
    RAISE EXCEPTION 'who decides payout request % is said by the policy in force; two people where none is', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Who may what, and who is let in, changes as the verbs of lib/people change it: one thing at a time, beside its record. Of an
-- administrator as two of them decided in the same transaction; of somebody else in the name of an administrator who is another hand and,
-- unless it only shuts somebody out, spent a proof on exactly that. lib/people/change-leaf.ts makes the same text.
CREATE OR REPLACE FUNCTION guard_person_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  what CONSTANT text := CASE
    WHEN NEW.role <> OLD.role AND NEW.disabled_at IS NOT DISTINCT FROM OLD.disabled_at THEN 'role'
    WHEN NEW.role = OLD.role AND OLD.disabled_at IS NULL THEN 'disable'
    WHEN NEW.role = OLD.role AND NEW.disabled_at IS NULL THEN 'enable' END;
  is_of_administrator CONSTANT boolean := 'administrator' IN (OLD.role, NEW.role);
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM audit_records AS record
    WHERE record.subject = NEW.operator_id AND record.recorded_at = now() AND record.outcome = 'done' AND record.actor_kind = 'operator'
      AND record.before ->> 'role' = OLD.role AND record.after ->> 'toRole' = NEW.role
      AND CASE WHEN is_of_administrator THEN record.action = 'operator_change.approved' AND record.after ? 'proof'
        AND EXISTS (SELECT FROM operator_change_requests AS asked WHERE asked.operator_id = NEW.operator_id AND asked.change = what
          AND asked.from_role = OLD.role AND asked.to_role = NEW.role AND asked.decision = 'approved' AND asked.decided_at = now()
          AND asked.decided_by = record.actor_id)
      ELSE record.action = 'operator.' || what AND is_person_of(record.actor_id, ARRAY['administrator'])
        AND (what = 'disable' OR (NOT same_hand(record.actor_id, NEW.operator_id) AND record.after ? 'proof'
          AND has_spent_proof(record.actor_id, 'people.change', now(), 'person', NEW.operator_id, what, OLD.role, NEW.role))) END) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'a change of % stands in no record of who may and proved to be there', NEW.operator_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
-- The second administrator's word, as of everything that takes two.
CREATE FUNCTION guard_operator_change_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR has_spent_proof(NEW.decided_by, 'people.change', now(), 'change of an administrator',
    NEW.change_request_id, NEW.requested_by, NEW.operator_id, NEW.change, NEW.from_role, NEW.to_role) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a change of an administrator is approved by another one who proves to be there'
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE UPDATE ON operator_change_requests FOR EACH ROW WHEN (NEW.decision = 'approved')
  EXECUTE FUNCTION guard_operator_change_proof();
