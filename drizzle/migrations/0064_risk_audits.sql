SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "risk_audit_draws" (
	"drawn_on" date PRIMARY KEY NOT NULL,
	"seed" text NOT NULL,
	"candidates" integer NOT NULL,
	"candidates_hash" text NOT NULL,
	"drawn" integer NOT NULL,
	"drawn_at" timestamp with time zone NOT NULL,
	CONSTRAINT "risk_audit_draws_drawn" CHECK (drawn between 0 and candidates)
);
--> statement-breakpoint
CREATE TABLE "risk_audits" (
	"drawn_on" date NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"place" integer NOT NULL,
	"risk_assessment_id" text NOT NULL,
	CONSTRAINT "risk_audits_drawn_on_connected_account_id_currency_pk" PRIMARY KEY("drawn_on","connected_account_id","currency")
);
--> statement-breakpoint
ALTER TABLE "risk_flags" ADD COLUMN "audit_drawn_on" date;--> statement-breakpoint
-- The lot. Whoever inserts a draw only says that the day is to have its one: seed, candidates and who is drawn are made here, so
-- that nobody chooses who is looked at, and anybody can draw again from the seed. lib/risk/flags/draw-risk-audit.ts
CREATE FUNCTION draw_risk_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  flagged bigint;
  audited bigint;
  wanted bigint;
BEGIN
  -- Whoever draws at the same time waits here, and then finds that the day has its draw.
  PERFORM pg_advisory_xact_lock(hashtextextended('risk:audit', 0));
  NEW.drawn_at := clock_timestamp();
  NEW.drawn_on := (NEW.drawn_at AT TIME ZONE 'UTC')::date;
  IF EXISTS (SELECT FROM risk_audit_draws WHERE drawn_on = NEW.drawn_on) THEN
    RAISE EXCEPTION 'the lot of % is drawn already', NEW.drawn_on USING ERRCODE = 'unique_violation';
  END IF;
  NEW.seed := replace(gen_random_uuid()::text, '-', '');
  SELECT count(*) INTO flagged FROM risk_flags
    WHERE opened_at > NEW.drawn_at - interval '30 days' AND audit_drawn_on IS NULL;
  SELECT coalesce(sum(drawn), 0) INTO audited FROM risk_audit_draws WHERE drawn_on > NEW.drawn_on - 30;
  -- Of all cases of thirty days one in twenty is the lot's, which is one for each nineteen that were found; and one in any case.
  wanted := greatest((greatest(flagged, 1) + 18) / 19 - audited, 0);
  WITH candidate AS MATERIALIZED (
    SELECT standing.connected_account_id, standing.currency, standing.risk_assessment_id,
      standing.connected_account_id || ' ' || standing.currency AS name
    FROM risk_standings AS standing JOIN risk_assessments AS decision USING (risk_assessment_id)
    WHERE decision.action = 'none' AND standing.decided_at > NEW.drawn_at - interval '30 days' AND NOT EXISTS (
      SELECT FROM risk_flags AS flag WHERE flag.connected_account_id = standing.connected_account_id
        AND flag.currency = standing.currency
        AND (flag.state <> 'closed' OR flag.opened_at > NEW.drawn_at - interval '30 days'))
  ), placed AS (
    SELECT candidate.*, row_number() OVER (ORDER BY sha256(convert_to(NEW.seed || ' ' || name, 'UTF8')), name COLLATE "C") AS place
    FROM candidate
  ), kept AS (
    INSERT INTO risk_audits (drawn_on, connected_account_id, currency, place, risk_assessment_id)
    SELECT NEW.drawn_on, connected_account_id, currency, place, risk_assessment_id FROM placed WHERE place <= wanted
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM candidate), (SELECT count(*) FROM kept),
    (SELECT encode(sha256(convert_to(coalesce(string_agg(name, E'\n' ORDER BY name COLLATE "C"), ''), 'UTF8')), 'hex') FROM candidate)
    INTO NEW.candidates, NEW.drawn, NEW.candidates_hash;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER draw BEFORE INSERT ON risk_audit_draws FOR EACH ROW EXECUTE FUNCTION draw_risk_audit();
--> statement-breakpoint
-- A flag is the lot's only where the lot drew its account, says so for good, and ends without a finding only by a person's word.
CREATE FUNCTION guard_audited_flag() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.audit_drawn_on IS DISTINCT FROM OLD.audit_drawn_on THEN
    RAISE EXCEPTION 'whether the lot drew risk flag % does not change', OLD.risk_flag_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.audit_drawn_on IS NOT NULL AND NOT EXISTS (
      SELECT FROM risk_audits AS audit WHERE audit.drawn_on = NEW.audit_drawn_on
        AND audit.connected_account_id = NEW.connected_account_id AND audit.currency = NEW.currency) THEN
    RAISE EXCEPTION 'the lot of % did not draw %', NEW.audit_drawn_on, NEW.connected_account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.audit_drawn_on IS NOT NULL AND NEW.action = 'none' AND NEW.closed_because = 'cause_gone' THEN
    RAISE EXCEPTION 'nobody has looked at what the lot drew: risk flag %', NEW.risk_flag_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_audit BEFORE INSERT OR UPDATE ON risk_flags FOR EACH ROW EXECUTE FUNCTION guard_audited_flag();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['risk_audit_draws', 'risk_audits'] LOOP
    EXECUTE format('GRANT SELECT ON %I TO sluice_app', table_name);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT INSERT ON risk_audit_draws TO sluice_app;
