-- An owner who has lost their password gets another link; each link works once. docs/decisions/0027-the-portal.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "link_used_at" timestamp with time zone;
--> statement-breakpoint
UPDATE seller_invitations SET link_used_at = accepted_at WHERE accepted_at IS NOT NULL;
--> statement-breakpoint
-- As before, but that an accepted invitation may get another link, and that a link is used once, dated here.
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
    IF OLD.accepted_at IS NULL AND NOT EXISTS (SELECT FROM connected_accounts
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
-- Another password comes by a link that was used in the same step, and belongs to whom it belonged.
CREATE FUNCTION guard_owner_password() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT owns_table(TG_RELID) AND NOT EXISTS (SELECT FROM seller_invitations WHERE owner_id = NEW.owner_id
    AND lower(email) = lower(NEW.email) AND link_used_at >= now()) THEN
    RAISE EXCEPTION 'the password of % is chosen by a link', NEW.owner_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.set_at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON owner_passwords FOR EACH ROW EXECUTE FUNCTION guard_owner_password();
--> statement-breakpoint
GRANT UPDATE (link_used_at) ON seller_invitations TO sluice_app;
--> statement-breakpoint
GRANT UPDATE (password_hash) ON owner_passwords TO sluice_app;
