SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "risk_assessments" (
	"risk_assessment_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"score" double precision NOT NULL,
	"cause" text NOT NULL,
	"action" text NOT NULL,
	"exposure" bigint NOT NULL,
	"inputs" text NOT NULL,
	"inputs_hash" text NOT NULL,
	"outcome" text NOT NULL,
	"rules_hash" text NOT NULL,
	"model_hash" text NOT NULL,
	CONSTRAINT "risk_assessments_action" CHECK (action in ('none', 'flag', 'reserve', 'hold', 'pause_lock') and exposure >= 0)
);
--> statement-breakpoint
CREATE TABLE "risk_flags" (
	"risk_flag_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"cause" text NOT NULL,
	"action" text NOT NULL,
	"score" double precision NOT NULL,
	"exposure" bigint NOT NULL,
	"risk_assessment_id" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"hold_id" text,
	"calm_since" timestamp with time zone,
	"due_at" timestamp with time zone NOT NULL,
	"snoozed_until" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_because" text,
	CONSTRAINT "risk_flags_state" CHECK (state in ('open', 'waiting', 'confirmed', 'closed')),
	CONSTRAINT "risk_flags_closed" CHECK ((state = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_because is null)),
	CONSTRAINT "risk_flags_closed_because" CHECK (closed_because in ('cause_gone', 'released', 'false_alarm', 'victim'))
);
--> statement-breakpoint
CREATE TABLE "risk_standings" (
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	"score" double precision NOT NULL,
	"risk_assessment_id" text NOT NULL,
	"stored_at" timestamp with time zone NOT NULL,
	"outcome_hash" text NOT NULL,
	CONSTRAINT "risk_standings_connected_account_id_currency_pk" PRIMARY KEY("connected_account_id","currency")
);
--> statement-breakpoint
CREATE TABLE "risk_verdicts" (
	"risk_verdict_id" text PRIMARY KEY NOT NULL,
	"risk_flag_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"risk_assessment_id" text NOT NULL,
	"verdict" text NOT NULL,
	"reason" text NOT NULL,
	"operator_id" text NOT NULL,
	"given_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "risk_verdicts_verdict" CHECK (verdict in ('confirmed', 'false_alarm', 'victim', 'needs_information'))
);
--> statement-breakpoint
CREATE INDEX "risk_assessments_by_account" ON "risk_assessments" USING btree ("connected_account_id","currency","decided_at");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_flags_one_open" ON "risk_flags" USING btree ("connected_account_id","currency") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "risk_flags_by_time" ON "risk_flags" USING btree ("opened_at","risk_flag_id");--> statement-breakpoint
CREATE INDEX "risk_flags_by_account" ON "risk_flags" USING btree ("connected_account_id","opened_at","risk_flag_id");--> statement-breakpoint
CREATE INDEX "risk_flags_by_state" ON "risk_flags" USING btree ("state","opened_at","risk_flag_id");--> statement-breakpoint
CREATE INDEX "risk_flags_stale" ON "risk_flags" USING btree ("decided_at") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "risk_verdicts_by_flag" ON "risk_verdicts" USING btree ("risk_flag_id","given_at");--> statement-breakpoint
CREATE INDEX "risk_verdicts_by_account" ON "risk_verdicts" USING btree ("connected_account_id","currency","given_at");--> statement-breakpoint
-- A flag is about what it was opened about, ends once, and ends as people's only when one of them has said so.
CREATE FUNCTION guard_risk_flag() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.state = 'closed' OR (NEW.risk_flag_id, NEW.connected_account_id, NEW.currency, NEW.opened_at)
      IS DISTINCT FROM (OLD.risk_flag_id, OLD.connected_account_id, OLD.currency, OLD.opened_at)) THEN
    RAISE EXCEPTION 'risk flag % is about what it was opened about, and ends once', OLD.risk_flag_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.state <> 'open' THEN
    RAISE EXCEPTION 'a risk flag begins open' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.state = 'confirmed' OR NEW.closed_because IN ('false_alarm', 'victim')) AND NOT EXISTS (
      SELECT FROM risk_verdicts AS said WHERE said.risk_flag_id = NEW.risk_flag_id
        AND said.verdict = coalesce(NEW.closed_because, NEW.state)) THEN
    RAISE EXCEPTION 'nobody has said of risk flag % that it is so', NEW.risk_flag_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON risk_flags FOR EACH ROW EXECUTE FUNCTION guard_risk_flag();
--> statement-breakpoint
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON risk_flags FOR EACH STATEMENT EXECUTE FUNCTION tell_payout_control();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['risk_assessments', 'risk_verdicts'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
  END LOOP;
  -- As with facts: what Sluice thinks of a seller is nothing for the seller, so no policy shows a row.
  FOREACH table_name IN ARRAY ARRAY['risk_assessments', 'risk_standings', 'risk_flags', 'risk_verdicts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO sluice_app', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT UPDATE ON risk_standings, risk_flags TO sluice_app;
--> statement-breakpoint
-- Whoever has assessed an account takes it off the list; only facts put one on it.
GRANT DELETE ON risk_due TO sluice_app;
