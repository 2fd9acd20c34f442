-- Whether the sequential tests keep their budget of false alarms on the install's own past. lib/risk/calibration-checks
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "risk_calibration_checks" (
	"risk_calibration_check_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"stopped_by" text,
	"ended_at" timestamp with time zone,
	"replayed_from" timestamp with time zone NOT NULL,
	"replayed_to" timestamp with time zone NOT NULL,
	"calibration_hash" text NOT NULL,
	"cases" integer DEFAULT 0 NOT NULL,
	"replayed" integer DEFAULT 0 NOT NULL,
	"too_large" integer DEFAULT 0 NOT NULL,
	"account_years" double precision,
	"alarms" jsonb,
	"false_alarms" integer,
	"allowed" double precision,
	CONSTRAINT "risk_calibration_checks_state" CHECK (state in ('waiting', 'running', 'done', 'stopped')),
	CONSTRAINT "risk_calibration_checks_done" CHECK ((state in ('done', 'stopped')) = (ended_at is not null) and (state = 'done') = (false_alarms is not null)
        and (state = 'stopped') = (stopped_by is not null)
        and (state <> 'done' or (account_years is not null and alarms is not null and allowed is not null)))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "risk_calibration_checks_one_open" ON "risk_calibration_checks" USING btree ((true)) WHERE state in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "risk_calibration_checks_by_time" ON "risk_calibration_checks" USING btree ("asked_at");--> statement-breakpoint
-- What was measured is never measured otherwise: a check begins as a wish, and does not change after its end.
CREATE FUNCTION guard_risk_calibration_check() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting' THEN
      RAISE EXCEPTION 'a check of the calibration begins as a wish' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state IN ('done', 'stopped') OR (NEW.asked_by, NEW.replayed_from, NEW.replayed_to, NEW.calibration_hash)
      IS DISTINCT FROM (OLD.asked_by, OLD.replayed_from, OLD.replayed_to, OLD.calibration_hash) THEN
    RAISE EXCEPTION 'check % is what was asked for, and does not change after its end', OLD.risk_calibration_check_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON risk_calibration_checks FOR EACH ROW EXECUTE FUNCTION guard_risk_calibration_check();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON risk_calibration_checks FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON risk_calibration_checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE risk_calibration_checks ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON risk_calibration_checks TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON risk_calibration_checks TO sluice_app;
