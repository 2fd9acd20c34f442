-- What the database holds about proofs of a person's presence: an approval of the application always has one, made by the
-- same person, unexpired, used once for exactly this; factors count by two people; what was proven never changes.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE FUNCTION guard_step_up_factor() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting' AND NEW.confirmed_by IS NULL THEN
      RAISE EXCEPTION 'a factor waits for its confirmation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.factor_id, NEW.operator_id, NEW.kind, coalesce(NEW.credential_id, ''), coalesce(NEW.public_key, ''), coalesce(NEW.sealed_secret, ''), NEW.enrolled_at)
    IS DISTINCT FROM
     (OLD.factor_id, OLD.operator_id, OLD.kind, coalesce(OLD.credential_id, ''), coalesce(OLD.public_key, ''), coalesce(OLD.sealed_secret, ''), OLD.enrolled_at)
    OR (OLD.state <> 'waiting' AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by)
    OR OLD.state = 'removed' OR (OLD.state = 'active' AND NEW.state = 'waiting')
    OR NEW.last_step < OLD.last_step OR NEW.sign_count < OLD.sign_count THEN
    RAISE EXCEPTION 'factor % is only confirmed, counted and removed', OLD.factor_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON step_up_factors FOR EACH ROW EXECUTE FUNCTION guard_step_up_factor();
--> statement-breakpoint
CREATE FUNCTION guard_step_up_challenge() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.used_at IS NOT NULL OR OLD.expires_at <= clock_timestamp()
    OR to_jsonb(NEW) - 'used_at' <> to_jsonb(OLD) - 'used_at' THEN
    RAISE EXCEPTION 'a challenge is answered once, in time' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON step_up_challenges FOR EACH ROW EXECUTE FUNCTION guard_step_up_challenge();
--> statement-breakpoint
CREATE FUNCTION guard_step_up_use() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM step_up_proofs WHERE step_up_proof_id = NEW.step_up_proof_id AND expires_at > clock_timestamp()) THEN
    RAISE EXCEPTION 'this proof has expired' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON step_up_uses FOR EACH ROW EXECUTE FUNCTION guard_step_up_use();
--> statement-breakpoint
-- The leaf is the hash of what an approval is about; lib/approvals/step-up/subject-tree.ts makes the same text.
CREATE FUNCTION guard_approval_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.decision <> 'approve' THEN RETURN NEW; END IF;
  IF NEW.step_up_proof_id IS NULL THEN
    -- Whoever owns the tables repairs and tests; the application never approves without a proof.
    IF (SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = TG_RELID) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'an approval needs the proof of its person' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (
    SELECT FROM step_up_proofs AS proof JOIN step_up_uses AS used USING (step_up_proof_id)
    WHERE proof.step_up_proof_id = NEW.step_up_proof_id AND proof.operator_id = NEW.operator_id AND proof.purpose = 'payouts.approve'
      AND used.leaf = encode(sha256(convert_to(concat_ws(E'\n', NEW.payout_request_id, NEW.request_version, NEW.payload_hash,
        NEW.preview_hash), 'UTF8')), 'hex')) THEN
    RAISE EXCEPTION 'this proof is not about this approval' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE INSERT ON payout_approvals FOR EACH ROW EXECUTE FUNCTION guard_approval_proof();
--> statement-breakpoint
CREATE FUNCTION guard_bulk_decision_item() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.outcome IS NOT NULL OR to_jsonb(NEW) - ARRAY['outcome', 'message', 'ended_at'] <> to_jsonb(OLD) - ARRAY['outcome', 'message', 'ended_at'] THEN
    RAISE EXCEPTION 'an item of a bulk decision ends once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON bulk_decision_items FOR EACH ROW EXECUTE FUNCTION guard_bulk_decision_item();
--> statement-breakpoint
-- Open pages hear that something about payouts in decision has changed, and ask again.
CREATE FUNCTION tell_payout_control() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('sluice_payout_control', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON payout_requests FOR EACH STATEMENT EXECUTE FUNCTION tell_payout_control();
--> statement-breakpoint
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON payout_approvals FOR EACH STATEMENT EXECUTE FUNCTION tell_payout_control();
--> statement-breakpoint
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON holds FOR EACH STATEMENT EXECUTE FUNCTION tell_payout_control();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['step_up_factors', 'step_up_challenges', 'step_up_proofs', 'step_up_uses', 'bulk_decisions',
                                    'bulk_decision_items', 'notifications'] LOOP
    EXECUTE format('GRANT SELECT, INSERT ON %I TO sluice_app', table_name);
    IF table_name NOT IN ('step_up_proofs', 'step_up_uses') THEN
      EXECUTE format('GRANT UPDATE ON %I TO sluice_app', table_name);
    END IF;
    EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
