SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "account_sessions" (
	"account_session_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"components" jsonb NOT NULL,
	"because" jsonb NOT NULL,
	"lets_pay_itself" boolean NOT NULL,
	"lets_refund" boolean NOT NULL,
	"lets_change_destination" boolean NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"stripe_request_id" text,
	CONSTRAINT "account_sessions_pays_said" CHECK (lets_pay_itself = jsonb_path_exists(components,
        '$.* ? (@.enabled == true).features ? (@.standard_payouts == true || @.instant_payouts == true || @.edit_payout_schedule == true)')),
	CONSTRAINT "account_sessions_state" CHECK (state in ('asked', 'issued', 'withheld', 'refused', 'unknown')),
	CONSTRAINT "account_sessions_ended" CHECK ((state = 'asked') = (ended_at is null) and (state not in ('issued', 'withheld') or expires_at is not null))
);
--> statement-breakpoint
CREATE TABLE "connected_account_owners" (
	"owner_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"is_demo_persona" boolean DEFAULT false NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "owner_sessions" (
	"session_id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	"provider" text NOT NULL,
	"user_agent" text
);
--> statement-breakpoint
ALTER TABLE "account_sessions" ADD CONSTRAINT "account_sessions_owner_id_connected_account_owners_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."connected_account_owners"("owner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "owner_sessions" ADD CONSTRAINT "owner_sessions_owner_id_connected_account_owners_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."connected_account_owners"("owner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_sessions_by_account" ON "account_sessions" USING btree ("connected_account_id","asked_at");--> statement-breakpoint
CREATE INDEX "account_sessions_issued" ON "account_sessions" USING btree ("expires_at","connected_account_id") WHERE state = 'issued';--> statement-breakpoint
CREATE UNIQUE INDEX "connected_account_owners_once" ON "connected_account_owners" USING btree ("connected_account_id",lower(email));--> statement-breakpoint
CREATE INDEX "owner_sessions_by_owner" ON "owner_sessions" USING btree ("owner_id","created_at");--> statement-breakpoint
-- Whether a press is about a connected account as a whole, for what no single payout stands for. What is not known counts as covered.
CREATE FUNCTION kill_switch_covers_account(a_scope text, a_value text, an_account text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE a_scope
    WHEN 'connected_account' THEN a_value = an_account
    WHEN 'country' THEN coalesce((SELECT country FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
    WHEN 'currency' THEN
      coalesce((SELECT default_currency FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
      OR EXISTS (SELECT FROM stripe_balances WHERE connected_account_id = an_account AND currency = a_value)
    -- No session lets anybody pay instantly, whatever is pressed.
    WHEN 'method' THEN a_value <> 'instant'
    ELSE true END
$$;
--> statement-breakpoint
-- A session begins as asked for, ends once, and what it grants never changes. None that lets its owner pay goes out for an
-- account that Sluice pays, that a hold is about or that a press covers.
CREATE FUNCTION guard_account_session() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'asked' THEN
      RAISE EXCEPTION 'an account session begins as asked' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM connected_account_owners WHERE owner_id = NEW.owner_id
      AND connected_account_id = NEW.connected_account_id AND disabled_at IS NULL) THEN
      RAISE EXCEPTION 'an account session is for the account of its owner' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  PERFORM refuse_unless_edge('account session ' || OLD.account_session_id, OLD.state, NEW.state,
    ARRAY['asked>issued', 'asked>withheld', 'asked>refused', 'asked>unknown']);
  IF OLD.state <> 'asked' OR (NEW.account_session_id, NEW.connected_account_id, NEW.owner_id, NEW.components, NEW.because,
      NEW.lets_pay_itself, NEW.lets_refund, NEW.lets_change_destination, NEW.asked_at)
    IS DISTINCT FROM (OLD.account_session_id, OLD.connected_account_id, OLD.owner_id, OLD.components, OLD.because,
      OLD.lets_pay_itself, OLD.lets_refund, OLD.lets_change_destination, OLD.asked_at) THEN
    RAISE EXCEPTION 'what account session % grants never changes', OLD.account_session_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'issued' AND NEW.lets_pay_itself AND (
    EXISTS (SELECT FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id)
    OR EXISTS (SELECT FROM holds WHERE connected_account_id = NEW.connected_account_id AND state <> 'released')
    OR EXISTS (SELECT FROM kill_switches WHERE state <> 'released' AND NOT is_drill
      AND kill_switch_covers_account(scope, scope_value, NEW.connected_account_id))) THEN
    RAISE EXCEPTION 'no session lets the owner of % pay itself now', NEW.connected_account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON account_sessions FOR EACH ROW EXECUTE FUNCTION guard_account_session();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON account_sessions TO sluice_app;
--> statement-breakpoint
-- Whose account it is never changes under an owner's session.
GRANT SELECT, INSERT, UPDATE (email, name, disabled_at) ON connected_account_owners TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (last_seen_at, revoked_at) ON owner_sessions TO sluice_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON account_sessions FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON account_sessions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE account_sessions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON account_sessions TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE connected_account_owners ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON connected_account_owners TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE owner_sessions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON owner_sessions TO sluice_app USING (true) WITH CHECK (true);
