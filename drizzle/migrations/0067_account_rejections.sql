-- That an account is rejected at Stripe, or let in again: two people and Stripe's own word. docs/decisions/0034-rejections.md
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "account_rejections" (
	"account_rejection_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"act" text NOT NULL,
	"reason_code" text,
	"reviewer_text" text NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"calls" smallint DEFAULT 0 NOT NULL,
	"called_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"problem" text,
	CONSTRAINT "account_rejections_act" CHECK (act in ('reject', 'unreject')),
	CONSTRAINT "account_rejections_reason" CHECK ((act = 'reject') = (reason_code is not null) and (reason_code is null or reason_code in ('credit', 'fraud_no_intent_to_fulfill',
        'fraud_other', 'fraud_payment_method_casher', 'fraud_payment_method_tester', 'other', 'terms_of_service'))),
	CONSTRAINT "account_rejections_state" CHECK (state in ('asked', 'declined', 'confirmed', 'done', 'refused')),
	CONSTRAINT "account_rejections_decided" CHECK ((state = 'asked') = (decided_by is null) and (decided_by is null) = (decided_at is null)
        and (state in ('done', 'refused')) = (ended_at is not null)),
	CONSTRAINT "account_rejections_two" CHECK (state in ('asked', 'declined') or decided_by <> asked_by)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "account_rejections_one_open" ON "account_rejections" USING btree ("connected_account_id") WHERE state in ('asked', 'confirmed');--> statement-breakpoint
CREATE INDEX "account_rejections_by_account" ON "account_rejections" USING btree ("connected_account_id","asked_at");--> statement-breakpoint
CREATE INDEX "account_rejections_open" ON "account_rejections" USING btree ("state","asked_at") WHERE state in ('asked', 'confirmed');--> statement-breakpoint
CREATE INDEX "account_rejections_refused" ON "account_rejections" USING btree ("ended_at") WHERE state = 'refused';
--> statement-breakpoint
-- Asked for by one person, confirmed by another hand that proves to be there (lib/connected-accounts/rejections/rejection-leaf.ts), then
-- ended by what Stripe answers. What was asked for never changes.
CREATE FUNCTION guard_account_rejection() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- `connected_accounts.reject` of lib/auth/permissions.ts
  roles CONSTANT text[] := ARRAY['risk_reviewer', 'administrator'];
  moving CONSTANT text[] := ARRAY['state', 'decided_by', 'decided_at', 'calls', 'called_at', 'ended_at', 'problem'];
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'asked' OR NEW.calls <> 0 OR NOT is_person_of(NEW.asked_by, roles) THEN
      RAISE EXCEPTION 'a rejection of % is asked for by a person who may', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.asked_at := clock_timestamp();
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving OR NEW.calls < OLD.calls
    OR (OLD.state <> 'asked' AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at)) THEN
    RAISE EXCEPTION 'rejection % stays what was asked for', OLD.account_rejection_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT ((OLD.state = 'asked' AND NEW.state IN ('declined', 'confirmed'))
    OR (OLD.state = 'confirmed' AND NEW.state IN ('confirmed', 'done', 'refused'))) THEN
    RAISE EXCEPTION 'rejection % does not go from % to %', OLD.account_rejection_id, OLD.state, NEW.state
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'asked' THEN
    IF NOT is_person_of(NEW.decided_by, roles) OR (NEW.state = 'confirmed' AND NOT has_spent_proof(NEW.decided_by,
      'connected_accounts.reject', now(), 'account', NEW.account_rejection_id, NEW.act, coalesce(NEW.reason_code, ''), NEW.asked_by,
      NEW.reviewer_text)) THEN
      RAISE EXCEPTION 'rejection % is confirmed by a person who proves to be there', OLD.account_rejection_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.decided_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON account_rejections FOR EACH ROW EXECUTE FUNCTION guard_account_rejection();
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON account_rejections FOR EACH ROW WHEN (NEW.state = 'confirmed' AND OLD.state = 'asked')
  EXECUTE FUNCTION guard_two_hands('asked_by', 'decided_by');
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON account_rejections FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON account_rejections FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What colleagues think of a seller is nothing for the seller: no policy shows them a row.
ALTER TABLE account_rejections ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON account_rejections TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON account_rejections TO sluice_app;
--> statement-breakpoint
GRANT UPDATE (state, decided_by, decided_at, calls, called_at, ended_at, problem) ON account_rejections TO sluice_app;
