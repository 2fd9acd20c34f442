-- What the program's own role could still write by hand: a release by people who do not exist or never asked, a payout that
-- nobody had to approve, a payout sent that no attempt sent.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE FUNCTION is_person_of(an_operator text, roles text[]) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM operators WHERE operator_id = an_operator AND disabled_at IS NULL AND role = ANY (roles))
$$;
--> statement-breakpoint
-- `holds.release` and `kill_switch.release` of lib/auth/permissions.ts; lib/holds/release-guards.test.ts compares.
CREATE FUNCTION may_release(what text, an_operator text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT is_person_of(an_operator, CASE what
    WHEN 'hold' THEN ARRAY['finance_operator', 'risk_reviewer', 'administrator']
    WHEN 'kill switch' THEN ARRAY['risk_reviewer', 'administrator'] END)
$$;
--> statement-breakpoint
-- Somebody who may asks, in a step of its own; somebody else who may agrees to exactly that. Used by holds and kill switches.
CREATE FUNCTION refuse_unless_two_release(what text, id text, was jsonb, becomes jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
  asked CONSTANT text[] := ARRAY['release_asked_by', 'release_asked_at', 'release_reason'];
  is_same_wish CONSTANT boolean := (SELECT bool_and(was -> part = becomes -> part) FROM unnest(asked) AS part);
BEGIN
  IF was ->> 'state' = becomes ->> 'state' AND NOT is_same_wish THEN
    RAISE EXCEPTION 'who asks for the release of % %, and why, is written as it is asked for', what, id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF was ->> 'state' <> 'release_asked' AND becomes ->> 'state' = 'release_asked'
    AND NOT may_release(what, becomes ->> 'release_asked_by') THEN
    RAISE EXCEPTION 'whoever asks for the release of % % may not', what, id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF was ->> 'state' <> 'released' AND becomes ->> 'state' = 'released' AND NOT coalesce(was ->> 'state' = 'release_asked'
    AND is_same_wish AND becomes ->> 'released_by' <> was ->> 'release_asked_by'
    AND may_release(what, was ->> 'release_asked_by') AND may_release(what, becomes ->> 'released_by'), false) THEN
    RAISE EXCEPTION '% % is released by two people who may: one has asked, another agrees', what, id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION guard_hold_release() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.reviewer_text, NEW.owner_text, NEW.evidence) IS DISTINCT FROM (OLD.reviewer_text, OLD.owner_text, OLD.evidence) THEN
    RAISE EXCEPTION 'what hold % says is never rewritten', OLD.hold_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- The other way is its own source's, which `holds_released_how` compares.
  IF NOT (NEW.state = 'released' AND NEW.released_by_source IS NOT NULL) THEN
    PERFORM refuse_unless_two_release('hold', OLD.hold_id, to_jsonb(OLD), to_jsonb(NEW));
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_release BEFORE UPDATE ON holds FOR EACH ROW EXECUTE FUNCTION guard_hold_release();
--> statement-breakpoint
CREATE FUNCTION guard_kill_switch_release() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- A drill covers nothing, so that it ends by itself.
  IF NOT OLD.is_drill THEN
    PERFORM refuse_unless_two_release('kill switch', OLD.kill_switch_id, to_jsonb(OLD), to_jsonb(NEW));
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_release BEFORE UPDATE ON kill_switches FOR EACH ROW EXECUTE FUNCTION guard_kill_switch_release();
--> statement-breakpoint
-- Whether this is the policy in force; null where none is. One that was published while a request was being routed may not
-- have been seen yet.
CREATE FUNCTION is_policy_in_force(a_policy text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (a_policy IS NULL OR EXISTS (SELECT FROM payout_policies WHERE policy_version_id = a_policy AND state = 'published'))
    AND NOT EXISTS (SELECT FROM payout_policies WHERE state = 'published' AND published_at <= now() - interval '1 minute'
      AND version > coalesce((SELECT version FROM payout_policies WHERE policy_version_id = a_policy), 0))
$$;
--> statement-breakpoint
-- What the policy says of a request only the program can tell. That one is in force and named, that two people decide where
-- none is, and that the same payout under the same policy never needs fewer people, is told here.
CREATE FUNCTION guard_payout_route() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- Whoever owns the tables repairs and tests.
  IF (SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.route, NEW.approvals_needed, NEW.approver_role, NEW.policy_version_id)
      IS NOT DISTINCT FROM (OLD.route, OLD.approvals_needed, OLD.approver_role, OLD.policy_version_id) THEN
      RETURN NEW;
    END IF;
    IF NOT (NEW.state = 'in_review' AND NEW.version > OLD.version) THEN
      RAISE EXCEPTION 'who decides payout request % changes only in review, as a new version', OLD.payout_request_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.policy_version_id IS NOT DISTINCT FROM OLD.policy_version_id THEN
      IF (NEW.amount, NEW.method, NEW.destination_id, NEW.destination_fingerprint)
        = (OLD.amount, OLD.method, OLD.destination_id, OLD.destination_fingerprint)
        AND (NEW.approvals_needed < OLD.approvals_needed OR (OLD.approver_role IS NOT NULL AND NEW.approver_role IS NULL)) THEN
        RAISE EXCEPTION 'payout request % needs as many people as before: neither it nor the policy has changed', OLD.payout_request_id
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      IF NEW.route = 'people' AND NEW.approvals_needed >= OLD.approvals_needed
        AND (OLD.approver_role IS NULL OR NEW.approver_role = OLD.approver_role) THEN
        RETURN NEW;
      END IF;
    END IF;
  END IF;
  IF NOT is_policy_in_force(NEW.policy_version_id)
    OR (NEW.policy_version_id IS NULL AND (NEW.route <> 'people' OR NEW.approvals_needed < 2)) THEN
    RAISE EXCEPTION 'who decides payout request % is said by the policy in force; two people where none is', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_route BEFORE INSERT OR UPDATE ON payout_requests FOR EACH ROW EXECUTE FUNCTION guard_payout_route();
--> statement-breakpoint
CREATE FUNCTION guard_payout_sent() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM payout_attempts WHERE payout_request_id = NEW.payout_request_id AND state = 'accepted'
    AND payout_id = NEW.payout_id) THEN
    RAISE EXCEPTION 'no attempt of payout request % made payout %', NEW.payout_request_id, NEW.payout_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_sent BEFORE UPDATE ON payout_requests FOR EACH ROW
  WHEN ((NEW.state = 'sent' AND OLD.state <> 'sent') OR (NEW.payout_id IS NOT NULL AND NEW.payout_id IS DISTINCT FROM OLD.payout_id))
  EXECUTE FUNCTION guard_payout_sent();
--> statement-breakpoint
-- Whoever agrees to a release proves to be there, after it was asked for, for exactly that: lib/holds/release-leaf.ts and
-- lib/kill-switch/release-leaf.ts make the same text.
CREATE FUNCTION guard_release_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  what CONSTANT text := TG_ARGV[0];
  released CONSTANT jsonb := to_jsonb(NEW);
BEGIN
  -- Whoever owns the tables repairs and tests; a source lifts its own, and a drill ends by itself.
  IF (SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = TG_RELID)
    OR released ->> 'released_by_source' IS NOT NULL OR (released ->> 'is_drill')::boolean THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT FROM step_up_proofs AS proof JOIN step_up_uses AS used USING (step_up_proof_id)
    WHERE proof.operator_id = released ->> 'released_by' AND proof.purpose = TG_ARGV[1]
      AND used.used_at >= (released ->> 'release_asked_at')::timestamptz
      AND used.leaf = encode(sha256(convert_to(concat_ws(E'\n', what, released ->> TG_ARGV[2], released ->> 'release_asked_by',
        released ->> 'release_reason'), 'UTF8')), 'hex')) THEN
    RAISE EXCEPTION 'the release of % % needs the proof of whoever agrees', what, released ->> TG_ARGV[2]
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_release_proof BEFORE UPDATE ON holds FOR EACH ROW WHEN (NEW.state = 'released' AND OLD.state <> 'released')
  EXECUTE FUNCTION guard_release_proof('hold', 'holds.release', 'hold_id');
--> statement-breakpoint
CREATE TRIGGER guard_release_proof BEFORE UPDATE ON kill_switches FOR EACH ROW WHEN (NEW.state = 'released' AND OLD.state <> 'released')
  EXECUTE FUNCTION guard_release_proof('kill switch', 'kill_switch.release', 'kill_switch_id');
