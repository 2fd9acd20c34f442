-- Where an account stands among its peers: forests of each night by a recipe that two people agreed to. docs/decisions/0039
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "risk_forest_recipes" (
	"risk_forest_recipe_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"written_by" text NOT NULL,
	"written_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_by" text,
	"published_at" timestamp with time zone,
	CONSTRAINT "risk_forest_recipes_state" CHECK (state in ('draft', 'published', 'withdrawn')),
	CONSTRAINT "risk_forest_recipes_two_people" CHECK ((state = 'published') = (published_at is not null) and (state <> 'published'
        or (published_by is not null and published_by <> written_by)))
);
--> statement-breakpoint
CREATE TABLE "risk_forests" (
	"risk_forest_id" text PRIMARY KEY NOT NULL,
	"recipe_hash" text NOT NULL,
	"peer_group" text NOT NULL,
	"grown_on" date NOT NULL,
	"grown_at" timestamp with time zone NOT NULL,
	"text" text NOT NULL,
	"hash" text NOT NULL,
	"seed" integer NOT NULL,
	"features" jsonb NOT NULL,
	"accounts" integer NOT NULL,
	"rows" integer NOT NULL,
	"rows_hash" text NOT NULL,
	"data_from" timestamp with time zone NOT NULL,
	"data_to" timestamp with time zone NOT NULL,
	"metrics" jsonb NOT NULL,
	"grown_by" text NOT NULL,
	CONSTRAINT "risk_forests_rows" CHECK (accounts between 1 and rows)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "risk_forest_recipes_version" ON "risk_forest_recipes" USING btree ("version");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_forest_recipes_one_draft" ON "risk_forest_recipes" USING btree ("state") WHERE state = 'draft';--> statement-breakpoint
CREATE UNIQUE INDEX "risk_forests_of_night" ON "risk_forests" USING btree ("recipe_hash","grown_on","peer_group");--> statement-breakpoint
CREATE INDEX "risk_forests_by_hash" ON "risk_forests" USING btree ("hash");--> statement-breakpoint
CREATE FUNCTION guard_risk_forest_recipe() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'a recipe of forests begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'draft' OR NEW.risk_forest_recipe_id <> OLD.risk_forest_recipe_id OR NEW.version <> OLD.version
    OR (NEW.state <> 'draft' AND (NEW.text, NEW.written_by) IS DISTINCT FROM (OLD.text, OLD.written_by)) THEN
    RAISE EXCEPTION 'recipe of forests % is published as it was written, and never changes after', OLD.version
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON risk_forest_recipes FOR EACH ROW EXECUTE FUNCTION guard_risk_forest_recipe();
--> statement-breakpoint
CREATE FUNCTION guard_risk_forest_recipe_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (is_person_of(NEW.published_by, ARRAY['administrator'])
    AND has_spent_proof(NEW.published_by, 'risk.publish', now(), 'risk forest recipe', NEW.risk_forest_recipe_id,
      encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex'))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'recipe of forests % is published by an administrator who proves to be there', NEW.version
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE UPDATE ON risk_forest_recipes FOR EACH ROW
  WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION guard_risk_forest_recipe_proof();
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON risk_forest_recipes FOR EACH ROW
  WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION guard_two_hands('written_by', 'published_by');
--> statement-breakpoint
-- Its forests ran in shadow for a week, those of exactly this text. Whoever switches all of it off need not wait.
CREATE FUNCTION guard_risk_forest_shadow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.text = 'off' OR EXISTS (
      SELECT FROM risk_forests WHERE recipe_hash = encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')
        AND grown_at <= now() - interval '7 days') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the forests of recipe % run in shadow for 7 days first', NEW.version
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_shadow BEFORE UPDATE ON risk_forest_recipes FOR EACH ROW
  WHEN (NEW.state = 'published' AND OLD.state <> 'published') EXECUTE FUNCTION guard_risk_forest_shadow();
--> statement-breakpoint
-- A forest is bound to a recipe that people wrote, under the hash of its own text; when it was grown is the database's to say, because
-- the week in shadow counts from then.
CREATE FUNCTION guard_risk_forest() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.grown_at := clock_timestamp();
  NEW.grown_on := (NEW.grown_at AT TIME ZONE 'UTC')::date;
  IF NEW.hash <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') OR NOT EXISTS (
      SELECT FROM risk_forest_recipes WHERE state IN ('draft', 'published')
        AND encode(sha256(convert_to(text, 'UTF8')), 'hex') = NEW.recipe_hash) THEN
    RAISE EXCEPTION 'a forest is grown by a recipe that stands here, under the hash of its own text'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON risk_forests FOR EACH ROW EXECUTE FUNCTION guard_risk_forest();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['risk_forest_recipes', 'risk_forests'] LOOP
    EXECUTE format('GRANT SELECT, INSERT ON %I TO sluice_app', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT UPDATE ON risk_forest_recipes TO sluice_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON risk_forest_recipes FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON risk_forests FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- The forest that an account is asked in: by the published recipe, of its newest night, of the smallest group of peers that it is one
-- of. Its hash alone: who decides has read the text before.
CREATE FUNCTION risk_forest_of(an_account text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  by_recipe text;
  night date;
  found_hash text;
BEGIN
  SELECT encode(sha256(convert_to(text, 'UTF8')), 'hex') INTO by_recipe
    FROM risk_forest_recipes WHERE state = 'published' ORDER BY version DESC LIMIT 1;
  IF by_recipe IS NULL THEN RETURN NULL; END IF;
  SELECT grown_on INTO night FROM risk_forests WHERE recipe_hash = by_recipe ORDER BY grown_on DESC LIMIT 1;
  SELECT forest.hash INTO found_hash
  FROM connected_accounts AS account JOIN risk_forests AS forest ON forest.recipe_hash = by_recipe AND forest.grown_on = night
    AND forest.peer_group IN ('*', account.country, account.country || ' ' || account.merchant_category_code)
  WHERE account.connected_account_id = an_account
  ORDER BY length(forest.peer_group) DESC LIMIT 1;
  RETURN found_hash;
END $$;
--> statement-breakpoint
-- Begins a decision: takes the lock under which facts of the account are learned, then the time, and says what is seen as of then.
-- Volatile, so each of its statements looks with the eyes of after the lock. lib/risk/assessments/open-decision.ts
CREATE OR REPLACE FUNCTION open_risk_decision(an_account text) RETURNS json
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  moment timestamptz;
  instruments json;
  readings json;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('risk:' || an_account, 0));
  DELETE FROM risk_due WHERE connected_account_id = an_account;
  -- Up to the next whole millisecond, which is all that a date of the program carries: what was learned within the millisecond was
  -- seen, and reading takes longer than that.
  moment := date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond';
  SELECT json_build_object(
    'rules', (SELECT text FROM risk_rule_versions WHERE state = 'published' ORDER BY version DESC LIMIT 1),
    'model', (SELECT json_build_object('hash', hash, 'features', features) FROM risk_models WHERE state = 'champion'),
    'forest', risk_forest_of(an_account))
  INTO instruments;
  SELECT json_agg(json_build_object(
    'currency', asked.currency,
    'reading', risk_reading(an_account, asked.currency, moment),
    'before', (
      SELECT json_build_object('riskAssessmentId', risk_assessment_id, 'outcomeHash', outcome_hash,
        'storedAt', (date_part('epoch', stored_at) * 1e6)::bigint)
      FROM risk_standings WHERE connected_account_id = an_account AND currency = asked.currency),
    'isFlagged', EXISTS (
      SELECT FROM risk_flags WHERE connected_account_id = an_account AND currency = asked.currency AND state <> 'closed'))
    ORDER BY asked.currency)
  INTO readings
  FROM (
    -- Nothing that is older is judged anew; it is in the baselines.
    SELECT currency FROM risk_day_counters
    WHERE connected_account_id = an_account AND day >= (moment AT TIME ZONE 'UTC')::date - 30
    UNION
    SELECT currency FROM risk_flags WHERE connected_account_id = an_account AND state <> 'closed') AS asked;
  RETURN json_build_object('at', (date_part('epoch', moment) * 1e6)::bigint, 'instruments', instruments,
    'readings', coalesce(readings, '[]'));
END $$;
