SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "bypasses" (
	"bypass_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "bypasses_bypass_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"subject" text NOT NULL,
	"seen" text NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"undone" text,
	"not_undone" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "bypasses_kind" CHECK (kind in ('payout', 'schedule', 'destination')),
	CONSTRAINT "bypasses_state" CHECK (state in ('waiting', 'ended') and (state = 'ended') = (ended_at is not null))
);
--> statement-breakpoint
DROP INDEX "kill_switch_steps_waiting";--> statement-breakpoint
ALTER TABLE "kill_switch_steps" ADD COLUMN "position" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "kill_switch_steps" ADD COLUMN "balances" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "bypasses_once" ON "bypasses" USING btree ("kind","subject") WHERE state = 'waiting' or kind = 'payout';--> statement-breakpoint
CREATE INDEX "bypasses_waiting" ON "bypasses" USING btree ("bypass_id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "bypasses_by_account" ON "bypasses" USING btree ("connected_account_id","bypass_id");--> statement-breakpoint
CREATE UNIQUE INDEX "kill_switches_one_proof" ON "kill_switches" USING btree ("step_up_proof_id");--> statement-breakpoint
CREATE INDEX "kill_switch_steps_waiting" ON "kill_switch_steps" USING btree ("kill_switch_id","step","position") WHERE state = 'waiting';--> statement-breakpoint
CREATE FUNCTION guard_bypass() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.state = 'ended' OR (NEW.kind, NEW.connected_account_id, NEW.subject, NEW.seen, NEW.seen_at)
    IS DISTINCT FROM (OLD.kind, OLD.connected_account_id, OLD.subject, OLD.seen, OLD.seen_at) THEN
    RAISE EXCEPTION 'what was seen of bypass % stays, and it ends once', OLD.bypass_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON bypasses FOR EACH ROW EXECUTE FUNCTION guard_bypass();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON bypasses TO sluice_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON bypasses FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON bypasses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE bypasses ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON bypasses TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
-- The worker hears of a bypass at once; a lost notification costs one interval of its sweep.
CREATE FUNCTION tell_bypass() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('sluice_bypass', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tell AFTER INSERT ON bypasses FOR EACH STATEMENT EXECUTE FUNCTION tell_bypass();
--> statement-breakpoint
-- A press of the application has the spent proof of its person; a drill stops nothing and needs none.
CREATE FUNCTION guard_press_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.is_drill THEN RETURN NEW; END IF;
  IF NEW.step_up_proof_id IS NULL THEN
    -- Whoever owns the tables repairs and tests.
    IF (SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = TG_RELID) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a press needs the proof of its person' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (
    SELECT FROM step_up_proofs AS proof JOIN step_up_uses AS used USING (step_up_proof_id)
    WHERE proof.step_up_proof_id = NEW.step_up_proof_id AND proof.operator_id = NEW.engaged_by
      AND proof.purpose = 'kill_switch.engage') THEN
    RAISE EXCEPTION 'this proof is not about this press' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE INSERT ON kill_switches FOR EACH ROW EXECUTE FUNCTION guard_press_proof();
