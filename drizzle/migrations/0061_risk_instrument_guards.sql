-- Rules and models decide about people's money: each begins as nobody's word, is put in force as it was shown, by two people of
-- whom the second proves to be there, and never changes after. lib/risk/rule-versions and lib/risk/registry
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE FUNCTION guard_risk_rule_version() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'rules of risk begin as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'draft' OR NEW.risk_rule_version_id <> OLD.risk_rule_version_id OR NEW.version <> OLD.version
    OR (NEW.state <> 'draft' AND (NEW.text, NEW.written_by) IS DISTINCT FROM (OLD.text, OLD.written_by)) THEN
    RAISE EXCEPTION 'rules of risk % are published as they were written, and never change after', OLD.version
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON risk_rule_versions FOR EACH ROW EXECUTE FUNCTION guard_risk_rule_version();
--> statement-breakpoint
CREATE FUNCTION guard_risk_rules_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (is_person_of(NEW.published_by, ARRAY['administrator'])
    AND has_spent_proof(NEW.published_by, 'risk.publish', now(), 'risk rules', NEW.risk_rule_version_id,
      encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex'))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'rules of risk % are published by an administrator who proves to be there', NEW.version
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE UPDATE ON risk_rule_versions FOR EACH ROW
  WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION guard_risk_rules_proof();
--> statement-breakpoint
-- A model is what was trained; its standing goes from shadow by one person's wish and another's word, and never back from the end.
CREATE FUNCTION guard_risk_model() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'shadow' OR NEW.hash <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') THEN
      RAISE EXCEPTION 'a model begins in shadow, under the hash of its own text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'retired'
    OR (to_jsonb(NEW) - ARRAY['state', 'asked_by', 'asked_at', 'promoted_by', 'promoted_at', 'retired_at'])
      <> (to_jsonb(OLD) - ARRAY['state', 'asked_by', 'asked_at', 'promoted_by', 'promoted_at', 'retired_at'])
    OR (NEW.state = 'champion' AND OLD.state NOT IN ('asked', 'champion'))
    OR (OLD.state = 'champion' AND NEW.state NOT IN ('champion', 'retired')) THEN
    RAISE EXCEPTION 'risk model % is what was trained, and is promoted only after it was asked for', OLD.version
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON risk_models FOR EACH ROW EXECUTE FUNCTION guard_risk_model();
--> statement-breakpoint
CREATE FUNCTION guard_risk_model_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (is_person_of(NEW.promoted_by, ARRAY['administrator'])
    AND has_spent_proof(NEW.promoted_by, 'risk.publish', now(), 'risk model', NEW.risk_model_id, NEW.hash)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'risk model % is promoted by an administrator who proves to be there', NEW.version
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE UPDATE ON risk_models FOR EACH ROW
  WHEN (NEW.state = 'champion' AND OLD.state <> 'champion') EXECUTE FUNCTION guard_risk_model_proof();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['risk_rule_versions', 'risk_models'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO sluice_app', table_name);
    EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
