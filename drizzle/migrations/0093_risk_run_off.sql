-- Run-off curves of refunds and disputes, estimated each night from cohorts of the install's own charges. docs/decisions/0051
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "risk_run_off_curves" (
	"risk_run_off_curve_id" text PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	"peer_group" text NOT NULL,
	"estimated_on" date NOT NULL,
	"estimated_at" timestamp with time zone NOT NULL,
	"text" text NOT NULL,
	"hash" text NOT NULL,
	"accounts" integer NOT NULL,
	"cohorts" integer NOT NULL,
	"charges" integer NOT NULL,
	"refunds" integer NOT NULL,
	"disputes" integer NOT NULL,
	"data_from" timestamp with time zone NOT NULL,
	"data_to" timestamp with time zone NOT NULL,
	"estimated_by" text NOT NULL,
	CONSTRAINT "risk_run_off_curves_data" CHECK (accounts > 0 and cohorts > 0 and charges > 0 and refunds >= 0 and disputes >= 0 and data_from < data_to)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "risk_run_off_curves_of_night" ON "risk_run_off_curves" USING btree ("currency","estimated_on","peer_group");--> statement-breakpoint
CREATE INDEX "risk_run_off_curves_by_hash" ON "risk_run_off_curves" USING btree ("hash");
--> statement-breakpoint
-- When a curve was estimated is the database's to say. It begins at everything, never rises, and stands under the hash of its own text:
-- whoever writes another decides about money that nobody has looked at.
CREATE FUNCTION guard_risk_run_off_curve() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  told jsonb;
  way text;
BEGIN
  NEW.estimated_at := clock_timestamp();
  NEW.estimated_on := (NEW.estimated_at AT TIME ZONE 'UTC')::date;
  IF NEW.hash <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') OR NEW.data_to > NEW.estimated_at THEN
    RAISE EXCEPTION 'a run-off curve is of the past, under the hash of its own text' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  told := NEW.text::jsonb;
  FOREACH way IN ARRAY ARRAY['refunds', 'disputes'] LOOP
    IF told #>> ARRAY[way, 'left', '0'] IS DISTINCT FROM '1000' OR jsonb_array_length(told #> ARRAY[way, 'left']) <> 121 OR EXISTS (
        SELECT FROM (
          SELECT (age ->> 0)::int AS permille, lag((age ->> 0)::int) OVER (ORDER BY days) AS before
          FROM (SELECT jsonb_build_array(value) AS age, days FROM jsonb_array_elements(told #> ARRAY[way, 'left'])
            WITH ORDINALITY AS at (value, days)) AS one) AS step
        WHERE step.permille < 0 OR step.permille > step.before) THEN
      RAISE EXCEPTION 'a run-off curve falls from everything to no less than nothing' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON risk_run_off_curves FOR EACH ROW EXECUTE FUNCTION guard_risk_run_off_curve();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON risk_run_off_curves FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON risk_run_off_curves FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE risk_run_off_curves ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON risk_run_off_curves TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON risk_run_off_curves TO sluice_app;
--> statement-breakpoint
-- The curve by which an account's money runs off: of the newest night of the currency, of its business category where that has one. Its
-- hash alone: who decides has read the text before. Null where nothing was ever estimated.
CREATE FUNCTION risk_run_off_of(an_account text, a_currency text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
  night date;
  found_hash text;
BEGIN
  SELECT estimated_on INTO night FROM risk_run_off_curves WHERE currency = a_currency ORDER BY estimated_on DESC LIMIT 1;
  IF night IS NULL THEN RETURN NULL; END IF;
  SELECT curve.hash INTO found_hash FROM risk_run_off_curves AS curve
  WHERE curve.currency = a_currency AND curve.estimated_on = night
    AND curve.peer_group IN ('*', (SELECT merchant_category_code FROM connected_accounts WHERE connected_account_id = an_account))
  ORDER BY length(curve.peer_group) DESC LIMIT 1;
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
  -- Until the end of the transaction nobody else changes its flags either: what is told of them here is what is changed then.
  PERFORM FROM risk_flags WHERE connected_account_id = an_account AND state <> 'closed' FOR UPDATE;
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
    'runOff', risk_run_off_of(an_account, asked.currency),
    'before', (
      SELECT json_build_object('riskAssessmentId', risk_assessment_id, 'outcomeHash', outcome_hash,
        'storedAt', (date_part('epoch', stored_at) * 1e6)::bigint)
      FROM risk_standings WHERE connected_account_id = an_account AND currency = asked.currency),
    'flag', (
      SELECT json_build_object('riskFlagId', flag.risk_flag_id, 'action', flag.action, 'holdId', flag.hold_id,
        'calmSince', (date_part('epoch', flag.calm_since) * 1e6)::bigint, 'isDrawn', flag.audit_drawn_on IS NOT NULL,
        'isReleased', EXISTS (SELECT FROM holds AS hold WHERE hold.hold_id = flag.hold_id AND hold.state = 'released'),
        'said', (
          SELECT said.verdict FROM risk_verdicts AS said
          WHERE said.risk_flag_id = flag.risk_flag_id ORDER BY said.given_at DESC LIMIT 1))
      FROM risk_flags AS flag
      WHERE flag.connected_account_id = an_account AND flag.currency = asked.currency AND flag.state <> 'closed'))
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
