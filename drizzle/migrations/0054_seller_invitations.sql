SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "owner_passwords" (
	"owner_id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seller_invitations" (
	"seller_invitation_id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"business_name" text NOT NULL,
	"country" text NOT NULL,
	"business_type" text NOT NULL,
	"policy_version" text NOT NULL,
	"terms" jsonb NOT NULL,
	"invited_by" text NOT NULL,
	"invited_at" timestamp with time zone DEFAULT now() NOT NULL,
	"token_hash" text,
	"expires_at" timestamp with time zone,
	"accepted_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"state" text DEFAULT 'asked' NOT NULL,
	"idempotency_key" text NOT NULL,
	"first_called_at" timestamp with time zone,
	"calls" smallint DEFAULT 0 NOT NULL,
	"connected_account_id" text,
	"stripe_request_id" text,
	"problem" text,
	"owner_id" text,
	CONSTRAINT "seller_invitations_state" CHECK (state in ('asked', 'unknown', 'refused', 'created', 'locked')),
	CONSTRAINT "seller_invitations_account" CHECK ((state in ('created', 'locked')) = (connected_account_id is not null)),
	CONSTRAINT "seller_invitations_link" CHECK ((token_hash is null) = (expires_at is null) and (token_hash is null or state = 'locked')),
	CONSTRAINT "seller_invitations_accepted" CHECK ((accepted_at is null) = (owner_id is null))
);
--> statement-breakpoint
ALTER TABLE "owner_passwords" ADD CONSTRAINT "owner_passwords_owner_id_connected_account_owners_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."connected_account_owners"("owner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD CONSTRAINT "seller_invitations_owner_id_connected_account_owners_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."connected_account_owners"("owner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "owner_passwords_by_address" ON "owner_passwords" USING btree (lower(email));--> statement-breakpoint
CREATE UNIQUE INDEX "seller_invitations_by_token" ON "seller_invitations" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "seller_invitations_by_key" ON "seller_invitations" USING btree ("idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "seller_invitations_one_account" ON "seller_invitations" USING btree ("connected_account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "seller_invitations_open_once" ON "seller_invitations" USING btree (lower(email)) WHERE accepted_at is null and revoked_at is null;--> statement-breakpoint
CREATE INDEX "seller_invitations_by_time" ON "seller_invitations" USING btree ("invited_at","seller_invitation_id");
--> statement-breakpoint
-- One account for one invitation: never another, and none let in before it pays only when asked. What was intended, and the
-- key that Stripe gets, the application may not even write twice.
CREATE FUNCTION guard_seller_invitation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.connected_account_id IS NOT NULL AND NEW.connected_account_id IS DISTINCT FROM OLD.connected_account_id THEN
    RAISE EXCEPTION 'the account of invitation % never changes', OLD.seller_invitation_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL)
    AND (NEW.accepted_at, NEW.owner_id, NEW.revoked_at, NEW.token_hash) IS DISTINCT FROM (OLD.accepted_at, OLD.owner_id, OLD.revoked_at, OLD.token_hash) THEN
    RAISE EXCEPTION 'invitation % has ended', OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.token_hash IS DISTINCT FROM OLD.token_hash AND NOT EXISTS (SELECT FROM connected_accounts
    WHERE connected_account_id = NEW.connected_account_id AND payout_interval = 'manual') THEN
    RAISE EXCEPTION 'the account of invitation % is not read back as paying only when asked', OLD.seller_invitation_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON seller_invitations FOR EACH ROW EXECUTE FUNCTION guard_seller_invitation();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON seller_invitations FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON seller_invitations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (state, token_hash, expires_at, accepted_at, revoked_at, first_called_at, calls, connected_account_id,
  stripe_request_id, problem, owner_id) ON seller_invitations TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON owner_passwords TO sluice_app;
--> statement-breakpoint
ALTER TABLE seller_invitations ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON seller_invitations TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE owner_passwords ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON owner_passwords TO sluice_app USING (true) WITH CHECK (true);
