-- An owner's other password takes two people, as the first one of an account that was there. docs/decisions/0056-another-password-by-two-people.md
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "owner_renewals" (
	"owner_renewal_id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"email" text NOT NULL,
	"reason" text NOT NULL,
	"code_hash" text NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"made_by" text,
	"made_at" timestamp with time zone,
	"token_hash" text,
	"expires_at" timestamp with time zone DEFAULT now() + interval '168 hours' NOT NULL,
	"used_at" timestamp with time zone,
	"ended_by" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "owner_renewals_made" CHECK (num_nulls(made_by, made_at, token_hash) in (0, 3) and (used_at is null or made_at is not null)),
	CONSTRAINT "owner_renewals_over" CHECK (num_nulls(ended_by, ended_at) in (0, 2) and (used_at is null or ended_at is null))
);
--> statement-breakpoint
ALTER TABLE "owner_renewals" ADD CONSTRAINT "owner_renewals_owner_id_connected_account_owners_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."connected_account_owners"("owner_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "owner_renewals_by_token" ON "owner_renewals" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "owner_renewals_open_once" ON "owner_renewals" USING btree ("owner_id") WHERE used_at is null and ended_at is null;--> statement-breakpoint
CREATE INDEX "owner_renewals_by_account" ON "owner_renewals" USING btree ("connected_account_id","asked_at");--> statement-breakpoint
CREATE INDEX "owner_renewals_to_make" ON "owner_renewals" USING btree ("asked_at") WHERE made_at is null and ended_at is null;
--> statement-breakpoint
-- Links that one person alone made for owners who are in work no more.
UPDATE seller_invitations SET link_used_at = now() WHERE accepted_at IS NOT NULL AND link_used_at IS NULL;
--> statement-breakpoint
-- One asks; another hand makes the link, an administrator who proves to be there (lib/onboarding/owner-renewal-leaf.ts), and the owner uses
-- it once. Nobody makes one for the address of somebody who works here, who would have both halves of the key.
CREATE FUNCTION guard_owner_renewal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- `sellers.invite` and `owners.manage` of lib/auth/permissions.ts
  askers CONSTANT text[] := ARRAY['finance_operator', 'administrator'];
  makers CONSTANT text[] := ARRAY['administrator'];
  -- INVITATION_HOURS of lib/onboarding/rules/invitation-hours.ts
  a_week CONSTANT interval := '168 hours';
  is_theirs CONSTANT boolean := EXISTS (SELECT FROM connected_account_owners AS owner JOIN owner_passwords USING (owner_id)
      WHERE owner_id = NEW.owner_id AND connected_account_id = NEW.connected_account_id AND owner.email = NEW.email AND disabled_at IS NULL)
    AND NOT EXISTS (SELECT FROM operators WHERE lower(email) = lower(NEW.email) AND disabled_at IS NULL);
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NOT is_theirs OR NOT is_person_of(NEW.asked_by, askers) OR coalesce(NEW.made_at, NEW.used_at, NEW.ended_at) IS NOT NULL THEN
      RAISE EXCEPTION 'another password is asked for by a person who may, for an owner who has one' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.asked_at := clock_timestamp();
    NEW.expires_at := NEW.asked_at + a_week;
    RETURN NEW;
  END IF;
  IF coalesce(OLD.used_at, OLD.ended_at) IS NOT NULL THEN
    RAISE EXCEPTION 'renewal % is over', OLD.owner_renewal_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.made_by, NEW.made_at, NEW.token_hash) IS DISTINCT FROM (OLD.made_by, OLD.made_at, OLD.token_hash) THEN
    IF OLD.made_at IS NOT NULL OR OLD.expires_at <= clock_timestamp() OR NEW.used_at IS NOT NULL OR NOT is_theirs
      OR NOT is_person_of(NEW.made_by, makers) OR same_hand(NEW.made_by, OLD.asked_by)
      OR NOT has_spent_proof(NEW.made_by, 'owners.renew', now(), 'owner renewal', OLD.owner_renewal_id, OLD.owner_id, OLD.connected_account_id,
        OLD.email, OLD.asked_by, OLD.reason) THEN
      RAISE EXCEPTION 'the link of renewal % is made once, within a week, by another hand that proves to be there', OLD.owner_renewal_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.made_at := clock_timestamp();
    NEW.expires_at := NEW.made_at + a_week;
  ELSE
    NEW.expires_at := OLD.expires_at;
  END IF;
  IF NEW.used_at IS NOT NULL THEN
    IF OLD.expires_at <= now() OR NOT is_theirs THEN
      RAISE EXCEPTION 'the link of renewal % works for its owner, in time', OLD.owner_renewal_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Of the step that uses it, as its password is: see guard_owner_password.
    NEW.used_at := now();
  END IF;
  IF NEW.ended_at IS NOT NULL THEN
    IF NOT is_person_of(NEW.ended_by, askers) THEN
      RAISE EXCEPTION 'renewal % is ended by a person who may', OLD.owner_renewal_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.ended_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON owner_renewals FOR EACH ROW EXECUTE FUNCTION guard_owner_renewal();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON owner_renewals FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON owner_renewals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
ALTER TABLE owner_renewals ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON owner_renewals TO sluice_app USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY account_holder ON owner_renewals FOR SELECT TO sluice_account_holder
  USING (connected_account_id = current_setting('sluice.connected_account_id', true));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (made_by, made_at, token_hash, used_at, ended_by, ended_at) ON owner_renewals TO sluice_app;
--> statement-breakpoint
-- Who it was, why, and the halves of the key are not granted.
GRANT SELECT (owner_renewal_id, connected_account_id, email, asked_at, made_at, expires_at, used_at, ended_at)
  ON owner_renewals TO sluice_account_holder;
--> statement-breakpoint
-- Another password comes by a renewal that is used in the same step. Not “since it began”: a step that is older than the use is another one.
CREATE OR REPLACE FUNCTION guard_owner_password() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT owns_table(TG_RELID) AND NOT EXISTS (SELECT FROM owner_renewals WHERE owner_id = NEW.owner_id AND used_at = now()) THEN
    RAISE EXCEPTION 'the password of % is chosen by a link', NEW.owner_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.set_at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Once accepted an invitation has done what it was for: no link of it opens anything any more.
CREATE FUNCTION guard_accepted_invitation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'invitation % was accepted: another password is asked for beside its owner', OLD.seller_invitation_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_accepted BEFORE UPDATE ON seller_invitations FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL
  AND (NEW.token_hash, NEW.linked_by, NEW.expires_at, NEW.link_used_at)
    IS DISTINCT FROM (OLD.token_hash, OLD.linked_by, OLD.expires_at, OLD.link_used_at)) EXECUTE FUNCTION guard_accepted_invitation();
--> statement-breakpoint
-- As in 0099, and once an owner has chosen another password whoever asked for that and made the link.
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
  UNION
  SELECT giver.id, 'invited' FROM payout_requests AS request JOIN owner_renewals AS renewal USING (connected_account_id)
  CROSS JOIN LATERAL (VALUES (renewal.asked_by), (renewal.made_by)) AS giver (id)
  WHERE request.payout_request_id = a_request AND request.origin = 'owner' AND renewal.used_at IS NOT NULL
$$;
--> statement-breakpoint
CREATE TRIGGER void_approvals AFTER UPDATE OF used_at ON owner_renewals FOR EACH ROW
  WHEN (NEW.used_at IS NOT NULL AND OLD.used_at IS NULL) EXECUTE FUNCTION void_approvals_of_givers();
