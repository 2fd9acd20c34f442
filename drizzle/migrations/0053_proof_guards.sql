-- What the program's own role could still write by hand: a proof of nobody's presence, a factor that no administrator confirmed,
-- a hold lifted by its source while its reason stands, the second half of two people without a proof, and a call that takes the
-- minimum balance. What it can do all the same is in decision 0017.
SET lock_timeout = '5s';
--> statement-breakpoint
-- The larger of what Stripe keeps and what is set here, in minor units. These three have no path of their own, so that a query
-- over many requests takes them in; the guard below gives them one.
CREATE FUNCTION kept_minimum(an_account text, a_currency text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT greatest(0,
    (SELECT (minimum_balances ->> a_currency)::numeric FROM connected_accounts WHERE connected_account_id = an_account),
    (SELECT (minimum_balances ->> a_currency)::numeric FROM payout_cadences WHERE connected_account_id = an_account))
$$;
--> statement-breakpoint
-- Minor units that are left, beside what holds keep, when this request has left and everything else that may be on its way.
CREATE FUNCTION left_after(an_account text, a_currency text, a_request text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT sum(credits - debits) FROM ledger_balances
      WHERE connected_account_id = an_account AND currency = a_currency AND ledger_account_code IN (2100, 2150)), 0)
    - kept_by_holds(an_account, a_currency)
    - (SELECT sum(amount) FROM payout_requests WHERE connected_account_id = an_account AND currency = a_currency
        AND (state IN ('dispatching', 'unknown') OR payout_request_id = a_request))
$$;
--> statement-breakpoint
-- Without a minimum the balance is not asked: Stripe says itself when it has less.
CREATE FUNCTION leaves_minimum(an_account text, a_currency text, a_request text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT kept_minimum(an_account, a_currency) = 0
    OR left_after(an_account, a_currency, a_request) >= kept_minimum(an_account, a_currency)
$$;
--> statement-breakpoint
CREATE FUNCTION guard_minimum() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.state = 'calling' AND OLD.state <> 'calling' AND EXISTS (SELECT FROM payout_requests
    WHERE payout_request_id = NEW.payout_request_id AND NOT leaves_minimum(connected_account_id, currency, payout_request_id)) THEN
    RAISE EXCEPTION 'payout request % would take the minimum balance of its account', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- After `guard`, which has locked the account and the request.
CREATE TRIGGER guard_minimum BEFORE UPDATE ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_minimum();
--> statement-breakpoint
CREATE FUNCTION owns_table(a_table oid) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = a_table
$$;
--> statement-breakpoint
-- A proof is of its person's own confirmed factor, of now, and one for each code or passkey's answer. Whether code and signature
-- are right only the program can tell; a signature is checked again from the record alone (npm run audit:verify).
CREATE FUNCTION guard_step_up_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  factor step_up_factors;
  step_now CONSTANT bigint := floor(extract(epoch FROM clock_timestamp()) / 30);
BEGIN
  -- Whoever owns the tables repairs and tests.
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  SELECT f.* INTO factor FROM step_up_factors AS f JOIN operators AS person USING (operator_id)
  WHERE f.factor_id = NEW.factor_id AND f.operator_id = NEW.operator_id AND f.kind = NEW.kind AND f.state = 'active'
    AND person.disabled_at IS NULL FOR UPDATE OF f;
  IF factor.factor_id IS NULL THEN
    RAISE EXCEPTION 'a proof is of a factor of its person that counts' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.proven_at <> now() OR NEW.expires_at > clock_timestamp() + interval '5 minutes' THEN
    RAISE EXCEPTION 'a proof is of now and lives five minutes' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.kind = 'totp' THEN
    -- The newest step that was used, which only grows and must be about now; `step_up_proofs_one_code` lets it make one proof.
    NEW.code_step := factor.last_step;
    IF NEW.code_step NOT BETWEEN step_now - 2 AND step_now + 1 THEN
      RAISE EXCEPTION 'a proof is of a code of now' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  NEW.code_step := NULL;
  IF (NEW.assertion ->> 'credentialId', NEW.assertion ->> 'publicKey') IS DISTINCT FROM (factor.credential_id, factor.public_key)
    OR NOT EXISTS (SELECT FROM step_up_challenges AS asked WHERE asked.operator_id = NEW.operator_id AND asked.purpose = NEW.purpose
      AND asked.root = NEW.root AND asked.nonce = NEW.assertion ->> 'nonce' AND asked.used_at >= now()) THEN
    RAISE EXCEPTION 'a proof answers a question that its person was asked' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON step_up_proofs FOR EACH ROW EXECUTE FUNCTION guard_step_up_proof();
--> statement-breakpoint
-- What is spent is a part of what was proven: its way leads to the proof's root. lib/approvals/step-up/subject-tree.ts makes it.
CREATE OR REPLACE FUNCTION guard_step_up_use() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  proven text;
  at_node text := NEW.leaf;
  step text;
BEGIN
  SELECT root INTO proven FROM step_up_proofs WHERE step_up_proof_id = NEW.step_up_proof_id AND expires_at > clock_timestamp();
  IF proven IS NULL THEN
    RAISE EXCEPTION 'this proof has expired' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Whoever owns the tables repairs and tests.
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  NEW.used_at := now();
  FOR step IN SELECT way.step FROM jsonb_array_elements_text(NEW.path) WITH ORDINALITY AS way (step, place) ORDER BY place LOOP
    at_node := encode(sha256(convert_to(CASE WHEN step LIKE 'l%' THEN concat_ws(E'\n', 'node', substr(step, 2), at_node)
      ELSE concat_ws(E'\n', 'node', at_node, substr(step, 2)) END, 'UTF8')), 'hex');
  END LOOP;
  IF at_node <> proven THEN
    RAISE EXCEPTION 'this proof is about something else' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- A factor counts by an administrator's word; in the demo, where everybody may be anybody, from the start.
CREATE FUNCTION guard_step_up_confirmation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR is_person_of(NEW.confirmed_by, ARRAY['administrator'])
    OR EXISTS (SELECT FROM operators WHERE operator_id = NEW.operator_id AND is_demo_persona) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'factor % is confirmed by an administrator', NEW.factor_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_confirmation_added BEFORE INSERT ON step_up_factors FOR EACH ROW WHEN (NEW.state = 'active')
  EXECUTE FUNCTION guard_step_up_confirmation();
--> statement-breakpoint
CREATE TRIGGER guard_confirmation BEFORE UPDATE ON step_up_factors FOR EACH ROW WHEN (NEW.state = 'active' AND OLD.state <> 'active')
  EXECUTE FUNCTION guard_step_up_confirmation();
--> statement-breakpoint
-- A changed destination is a reason until that destination has gone; where it took another one's place it stays one for people.
CREATE FUNCTION guard_hold_source() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR NEW.source <> 'destination_change' OR (NEW.evidence ->> 'change' = 'added' AND EXISTS (
    SELECT FROM external_accounts WHERE external_account_id = NEW.evidence ->> 'externalAccountId'
      AND connected_account_id = NEW.connected_account_id AND deleted_at IS NOT NULL)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'hold % is about a destination that is still there', NEW.hold_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_source BEFORE UPDATE ON holds FOR EACH ROW
  WHEN (NEW.released_by_source IS NOT NULL AND OLD.released_by_source IS NULL) EXECUTE FUNCTION guard_hold_source();
--> statement-breakpoint
-- Whether somebody has just spent a proof on exactly this; the parts are those of the leaf in lib (subject-tree.ts).
CREATE FUNCTION has_spent_proof(a_person text, a_purpose text, since timestamptz, VARIADIC parts text[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM step_up_proofs AS proof JOIN step_up_uses AS used USING (step_up_proof_id)
    WHERE proof.operator_id = coalesce(a_person, proof.operator_id) AND proof.purpose = a_purpose AND used.used_at >= since
      AND used.leaf = encode(sha256(convert_to(array_to_string(parts, E'\n', ''), 'UTF8')), 'hex'))
$$;
--> statement-breakpoint
-- lib/payouts/policy/publish-leaf.ts
CREATE FUNCTION guard_policy_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (is_person_of(NEW.published_by, ARRAY['administrator'])
    AND has_spent_proof(NEW.published_by, 'policies.publish', now(), 'policy', NEW.policy_version_id,
      encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex'))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'payout policy % is published by an administrator who proves to be there', NEW.version
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE UPDATE ON payout_policies FOR EACH ROW
  WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION guard_policy_proof();
--> statement-breakpoint
-- The row does not say who: somebody did, about its last attempt, whose absence is proven. lib/payouts/dispatch/renew-leaf.ts
CREATE FUNCTION guard_renewal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM payout_attempts AS last WHERE last.payout_request_id = NEW.payout_request_id
    AND last.attempt_number = NEW.attempt_count AND last.state = 'absent'
    AND has_spent_proof(NULL, 'payouts.renew', now(), 'absence', NEW.payout_request_id, last.payout_attempt_id)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'payout request % leaves again when its absence is proven and a person proves to be there', NEW.payout_request_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_renewal BEFORE UPDATE ON payout_requests FOR EACH ROW
  WHEN (OLD.state = 'unknown' AND NEW.state = 'approved') EXECUTE FUNCTION guard_renewal();
--> statement-breakpoint
-- lib/payouts/dispatch/unlock-leaf.ts; `guard` has asked for two different people.
CREATE FUNCTION guard_unlock_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (may_release('kill switch', NEW.unlocked_by) AND may_release('kill switch', OLD.unlock_asked_by)
    AND has_spent_proof(NEW.unlocked_by, 'dispatch.unlock', now(), 'dispatch',
      to_char(OLD.locked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), OLD.unlock_asked_by, OLD.locked_because)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'dispatch is unlocked by somebody who proves to be there' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
-- Not where Stripe's lists have been read whole: then nobody has to.
CREATE TRIGGER guard_unlock_proof BEFORE UPDATE ON dispatch_control FOR EACH ROW
  WHEN (OLD.locked_at IS NOT NULL AND NEW.locked_at IS NULL AND NOT coalesce(OLD.read_whole_at > OLD.locked_at, false))
  EXECUTE FUNCTION guard_unlock_proof();
--> statement-breakpoint
-- What a person asked for needs another person, whatever a policy says; of what a cadence asked for, and a person again, only
-- the program knows.
CREATE FUNCTION guard_asked_by_hand() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'payout request % was asked for by hand, so another person decides', NEW.payout_request_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_asked_by_hand BEFORE INSERT OR UPDATE ON payout_requests FOR EACH ROW
  WHEN (NEW.origin <> 'cadence' AND NEW.approvals_needed = 0) EXECUTE FUNCTION guard_asked_by_hand();
