-- An owner for an account that was there before them: two people, and two halves of a key. docs/decisions/0054-owners-for-existing-accounts.md
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "account_links" (
	"account_link_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"owner_id" text NOT NULL,
	"handed_out_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"stripe_request_id" text
);
--> statement-breakpoint
ALTER TABLE "seller_invitations" DROP CONSTRAINT "seller_invitations_link";--> statement-breakpoint
ALTER TABLE "seller_invitations" DROP CONSTRAINT "seller_invitations_accepted";--> statement-breakpoint
DROP INDEX "seller_invitations_one_account";--> statement-breakpoint
ALTER TABLE "seller_invitations" ALTER COLUMN "country" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "seller_invitations" ALTER COLUMN "business_type" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "seller_invitations" ALTER COLUMN "policy_version" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "seller_invitations" ALTER COLUMN "terms" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "seller_invitations" ALTER COLUMN "idempotency_key" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "makes_account" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "key_spent_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "code_hash" text;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "account_links" ADD CONSTRAINT "account_links_owner_id_connected_account_owners_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."connected_account_owners"("owner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_links_by_account" ON "account_links" USING btree ("connected_account_id","handed_out_at");--> statement-breakpoint
CREATE INDEX "account_links_by_time" ON "account_links" USING btree ("handed_out_at");--> statement-breakpoint
CREATE INDEX "seller_invitations_of_existing" ON "seller_invitations" USING btree ("connected_account_id","invited_at") WHERE not makes_account;--> statement-breakpoint
CREATE INDEX "seller_invitations_to_confirm" ON "seller_invitations" USING btree ("invited_at") WHERE not makes_account and confirmed_at is null and revoked_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "seller_invitations_one_account" ON "seller_invitations" USING btree ("connected_account_id") WHERE makes_account;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD CONSTRAINT "seller_invitations_kind" CHECK (case when makes_account
        then country is not null and business_type is not null and policy_version is not null and terms is not null
          and idempotency_key is not null and reason is null and code_hash is null and confirmed_by is null
        else coalesce(country, business_type, policy_version, terms::text, idempotency_key) is null and calls = 0
          and reason is not null and code_hash is not null and state = 'created' end);--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD CONSTRAINT "seller_invitations_confirmed" CHECK ((confirmed_by is null) = (confirmed_at is null));--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD CONSTRAINT "seller_invitations_link" CHECK ((token_hash is null) = (expires_at is null)
        and (token_hash is null or case when makes_account then state = 'locked' else confirmed_at is not null end));--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD CONSTRAINT "seller_invitations_accepted" CHECK ((accepted_at is null) = (owner_id is null) and (makes_account or accepted_at is null or token_hash is not null));
--> statement-breakpoint
GRANT UPDATE (confirmed_by, confirmed_at, key_spent_at) ON seller_invitations TO sluice_app;
--> statement-breakpoint
-- To an account that is there an owner is asked for by one person and confirmed by another hand that proves to be there
-- (lib/onboarding/owner-invitation-leaf.ts); whoever asked has the code, so another hand makes the link. Nobody has a colleague's address.
-- An invitation to an account that is made begins without one, and its link does not lead to money that was there before it.
CREATE FUNCTION guard_owner_invitation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- `owners.manage` of lib/auth/permissions.ts
  roles CONSTANT text[] := ARRAY['administrator'];
  is_colleague CONSTANT boolean := NOT NEW.makes_account AND EXISTS (SELECT FROM operators WHERE lower(email) = lower(NEW.email));
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NOT (CASE WHEN NEW.makes_account THEN NEW.connected_account_id IS NULL AND NEW.state = 'asked'
      ELSE NEW.confirmed_at IS NULL AND NOT is_colleague AND EXISTS (SELECT FROM connected_accounts
        WHERE connected_account_id = NEW.connected_account_id AND deauthorized_at IS NULL) END) THEN
      RAISE EXCEPTION 'invitation % begins with nothing but what is asked for', NEW.seller_invitation_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.invited_at := now();
    RETURN NEW;
  END IF;
  IF (NEW.confirmed_by, NEW.confirmed_at) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at) THEN
    IF is_colleague OR OLD.confirmed_at IS NOT NULL OR OLD.revoked_at IS NOT NULL OR NOT is_person_of(NEW.confirmed_by, roles)
      OR same_hand(NEW.confirmed_by, OLD.invited_by) OR NOT has_spent_proof(NEW.confirmed_by, 'owners.invite', now(), 'owner',
        OLD.seller_invitation_id, OLD.connected_account_id, OLD.email, OLD.invited_by, OLD.reason) THEN
      RAISE EXCEPTION 'the owner of invitation % is confirmed by another hand that proves to be there', OLD.seller_invitation_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.confirmed_at := clock_timestamp();
  END IF;
  IF OLD.accepted_at IS NULL AND NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN
    IF NOT NEW.makes_account AND same_hand(NEW.linked_by[cardinality(NEW.linked_by)], OLD.invited_by) THEN
      RAISE EXCEPTION 'whoever asked for the owner of invitation % has the code, and makes no link', OLD.seller_invitation_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.makes_account AND EXISTS (SELECT FROM balance_transactions
      WHERE connected_account_id = NEW.connected_account_id AND first_seen_at < OLD.invited_at) THEN
      RAISE EXCEPTION 'account % was there before invitation %', NEW.connected_account_id, OLD.seller_invitation_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_existing BEFORE INSERT OR UPDATE ON seller_invitations FOR EACH ROW EXECUTE FUNCTION guard_owner_invitation();
--> statement-breakpoint
-- As in 0072, but that Stripe may pay an account by itself that was there before, and that nobody accepts what has no link.
CREATE OR REPLACE FUNCTION guard_seller_invitation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.connected_account_id IS NOT NULL AND NEW.connected_account_id IS DISTINCT FROM OLD.connected_account_id THEN
    RAISE EXCEPTION 'the account of invitation % never changes', OLD.seller_invitation_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (OLD.accepted_at IS NOT NULL AND (NEW.accepted_at, NEW.owner_id, NEW.revoked_at) IS DISTINCT FROM (OLD.accepted_at, OLD.owner_id, OLD.revoked_at))
    OR (OLD.revoked_at IS NOT NULL AND (NEW.accepted_at, NEW.owner_id, NEW.revoked_at, NEW.token_hash)
      IS DISTINCT FROM (OLD.accepted_at, OLD.owner_id, OLD.revoked_at, OLD.token_hash)) THEN
    RAISE EXCEPTION 'invitation % has ended', OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN
    IF OLD.accepted_at IS NULL AND NEW.makes_account AND NOT EXISTS (SELECT FROM connected_accounts
      WHERE connected_account_id = NEW.connected_account_id AND payout_interval = 'manual') THEN
      RAISE EXCEPTION 'the account of invitation % is not read back as paying only when asked', OLD.seller_invitation_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.link_used_at := NULL;
  ELSIF OLD.link_used_at IS NOT NULL AND NEW.link_used_at IS DISTINCT FROM OLD.link_used_at THEN
    RAISE EXCEPTION 'the link of invitation % was used', OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
  ELSIF OLD.link_used_at IS NULL AND (NEW.link_used_at IS NOT NULL OR (OLD.accepted_at IS NULL AND NEW.accepted_at IS NOT NULL)) THEN
    NEW.link_used_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0065, and of an account that was there before: once its owner has accepted, whoever confirmed it as well.
CREATE OR REPLACE FUNCTION request_makers(a_request text) RETURNS TABLE (operator_id text, part text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT requested_by_operator_id, 'asked' FROM payout_requests
  WHERE payout_request_id = a_request AND requested_by_operator_id IS NOT NULL
  UNION
  SELECT reopened_by_operator_id, 'reopened' FROM payout_requests
  WHERE payout_request_id = a_request AND reopened_by_operator_id IS NOT NULL
  UNION
  SELECT person.operator_id, 'owner' FROM payout_requests AS request
  JOIN connected_account_owners AS owner USING (connected_account_id) JOIN operators AS person ON lower(person.email) = lower(owner.email)
  WHERE request.payout_request_id = a_request AND request.origin = 'owner'
  UNION
  SELECT giver.id, 'invited' FROM payout_requests AS request JOIN seller_invitations AS invitation USING (connected_account_id)
  CROSS JOIN LATERAL unnest(invitation.invited_by || invitation.linked_by || invitation.confirmed_by) AS giver (id)
  WHERE request.payout_request_id = a_request AND request.origin = 'owner' AND giver.id IS NOT NULL
    AND (invitation.makes_account OR invitation.accepted_at IS NOT NULL)
$$;
--> statement-breakpoint
DROP TRIGGER void_approvals ON seller_invitations;
--> statement-breakpoint
CREATE TRIGGER void_approvals AFTER INSERT OR UPDATE OF invited_by, linked_by, connected_account_id, accepted_at ON seller_invitations FOR EACH ROW
  WHEN (NEW.connected_account_id IS NOT NULL) EXECUTE FUNCTION void_approvals_of_givers();
--> statement-breakpoint
-- A link is for the account of its owner, and what was handed out stays on record.
CREATE FUNCTION guard_account_link() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM connected_account_owners WHERE owner_id = NEW.owner_id
    AND connected_account_id = NEW.connected_account_id AND disabled_at IS NULL) THEN
    RAISE EXCEPTION 'a link is for the account of its owner' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.handed_out_at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON account_links FOR EACH ROW EXECUTE FUNCTION guard_account_link();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON account_links FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON account_links FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE account_links ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON account_links TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON account_links TO sluice_app;
