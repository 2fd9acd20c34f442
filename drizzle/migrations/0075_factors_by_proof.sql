-- A colleague's factor is confirmed, and taken away, by an administrator who proves to be there for exactly that factor; a word for a
-- person likewise. A stolen session could make an attacker's key count before. docs/decisions/0037-factors-by-proof.md
SET lock_timeout = '5s';--> statement-breakpoint
-- What tells two factors apart; lib/approvals/step-up/factor-leaf.ts makes the same one.
CREATE FUNCTION factor_hash(factor step_up_factors) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT encode(sha256(convert_to(coalesce(factor.sealed_secret, concat_ws(E'\n', factor.credential_id, factor.public_key)), 'UTF8')), 'hex')
$$;
--> statement-breakpoint
-- Each of those who gave to a person, once; lib/people/vouch-leaf.ts.
CREATE FUNCTION hands_given_by(a_person text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(string_agg(DISTINCT giver, ',' ORDER BY giver), '') FROM hands_that_gave(a_person)
$$;
--> statement-breakpoint
-- By another administrator's proof for exactly this factor. The first of all, when nobody can prove anything yet, and the codes of the
-- demo are their owner's to write: the program adds none that counts.
CREATE OR REPLACE FUNCTION guard_step_up_confirmation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (TG_OP = 'UPDATE' AND is_person_of(NEW.confirmed_by, ARRAY['administrator'])
    AND has_spent_proof(NEW.confirmed_by, 'factors.confirm', now(), 'factor', NEW.factor_id, NEW.operator_id, NEW.kind, factor_hash(NEW))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'factor % is confirmed by an administrator who proves to be there', NEW.factor_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
-- One's own is taken away without: whoever lost it has nothing to prove it with.
CREATE FUNCTION guard_step_up_removal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR NEW.removed_by = NEW.operator_id OR (is_person_of(NEW.removed_by, ARRAY['administrator'])
    AND has_spent_proof(NEW.removed_by, 'factors.remove', now(), 'removed factor', NEW.factor_id, NEW.operator_id, NEW.kind, factor_hash(NEW))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'factor % is taken from somebody by an administrator who proves to be there', NEW.factor_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_removal BEFORE UPDATE ON step_up_factors FOR EACH ROW WHEN (NEW.state = 'removed' AND OLD.state = 'active')
  EXECUTE FUNCTION guard_step_up_removal();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_operator_vouching() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NOT is_person_of(NEW.vouched_by, ARRAY['administrator'])
    OR NOT has_spent_proof(NEW.vouched_by, 'people.vouch', now(), 'word for a person', NEW.operator_id, hands_given_by(NEW.operator_id)) THEN
    RAISE EXCEPTION 'an administrator who proves to be there vouches for people' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.vouched_at := now();
  RETURN NEW;
END $$;
