-- Who accepts, has a link that somebody made; it leads to no account of somebody else, and to none that has gone. What an owner is asked
-- for with is confirmed within a week. docs/decisions/0054-owners-for-existing-accounts.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "seller_invitations" DROP CONSTRAINT "seller_invitations_accepted";--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD CONSTRAINT "seller_invitations_accepted" CHECK ((accepted_at is null) = (owner_id is null) and (accepted_at is null or token_hash is not null));
--> statement-breakpoint
-- Whether an account is somebody else's than whom an invitation makes it for, who is let in by one person alone: it has money, or an owner, or
-- was at Stripe before it was asked for. A day is more than any two clocks are apart.
CREATE FUNCTION is_not_made_for(invitation seller_invitations) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM balance_transactions WHERE connected_account_id = invitation.connected_account_id)
    OR EXISTS (SELECT FROM connected_account_owners WHERE connected_account_id = invitation.connected_account_id
      AND owner_id IS DISTINCT FROM invitation.owner_id)
    OR EXISTS (SELECT FROM connected_accounts WHERE connected_account_id = invitation.connected_account_id
      AND created_at_stripe < invitation.invited_at - interval '1 day')
$$;
--> statement-breakpoint
-- As in 0099, and:
-- of an account that an invitation makes it is asked whenever it is set, gets a link or is accepted whether it is somebody else's;
-- nobody gets a link to an account that has disconnected, nor a colleague one to an account that was there;
-- what nobody confirmed within a week is over, and so is a link (lib/onboarding/rules/invitation-hours.ts);
-- whoever accepts does it with a link that was there before, in time and once, for their own address and account.
CREATE OR REPLACE FUNCTION guard_owner_invitation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- `owners.manage` of lib/auth/permissions.ts
  roles CONSTANT text[] := ARRAY['administrator'];
  is_colleague CONSTANT boolean := NOT NEW.makes_account AND EXISTS (SELECT FROM operators WHERE lower(email) = lower(NEW.email));
  is_connected CONSTANT boolean := EXISTS (SELECT FROM connected_accounts
    WHERE connected_account_id = NEW.connected_account_id AND deauthorized_at IS NULL);
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NOT (CASE WHEN NEW.makes_account THEN NEW.connected_account_id IS NULL AND NEW.state = 'asked'
      ELSE NEW.confirmed_at IS NULL AND NOT is_colleague AND is_connected END) THEN
      RAISE EXCEPTION 'invitation % begins with nothing but what is asked for', NEW.seller_invitation_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.invited_at := now();
    RETURN NEW;
  END IF;
  IF (NEW.confirmed_by, NEW.confirmed_at) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at) THEN
    IF is_colleague OR NOT is_connected OR OLD.confirmed_at IS NOT NULL OR OLD.revoked_at IS NOT NULL
      OR OLD.invited_at <= clock_timestamp() - interval '168 hours' OR NOT is_person_of(NEW.confirmed_by, roles)
      OR same_hand(NEW.confirmed_by, OLD.invited_by) OR NOT has_spent_proof(NEW.confirmed_by, 'owners.invite', now(), 'owner',
        OLD.seller_invitation_id, OLD.connected_account_id, OLD.email, OLD.invited_by, OLD.reason) THEN
      RAISE EXCEPTION 'the owner of invitation % is confirmed within a week, by another hand that proves to be there', OLD.seller_invitation_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.confirmed_at := clock_timestamp();
  END IF;
  IF OLD.accepted_at IS NOT NULL THEN RETURN NEW; END IF;
  IF NEW.makes_account AND (NEW.connected_account_id, NEW.token_hash, NEW.accepted_at)
    IS DISTINCT FROM (OLD.connected_account_id, OLD.token_hash, OLD.accepted_at) AND is_not_made_for(NEW) THEN
    RAISE EXCEPTION 'account % is not one that invitation % made', NEW.connected_account_id, OLD.seller_invitation_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.token_hash IS NOT DISTINCT FROM OLD.token_hash AND NEW.expires_at > OLD.expires_at
    OR NEW.token_hash IS DISTINCT FROM OLD.token_hash AND NEW.expires_at > clock_timestamp() + interval '168 hours' THEN
    RAISE EXCEPTION 'a link of invitation % opens for a week', OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.token_hash IS DISTINCT FROM OLD.token_hash AND (is_colleague OR NOT is_connected
    OR NOT NEW.makes_account AND same_hand(NEW.linked_by[cardinality(NEW.linked_by)], OLD.invited_by)) THEN
    RAISE EXCEPTION 'a link of invitation % is made by who has not its code, to an account that is connected, for nobody who works here',
      OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.accepted_at IS NOT NULL THEN
    IF is_colleague OR NOT is_connected OR NEW.token_hash IS DISTINCT FROM OLD.token_hash OR OLD.expires_at <= now()
      OR OLD.link_used_at IS NOT NULL OR NEW.revoked_at IS NOT NULL
      OR NOT EXISTS (SELECT FROM connected_account_owners WHERE owner_id = NEW.owner_id AND connected_account_id = OLD.connected_account_id
        AND lower(email) = lower(OLD.email) AND disabled_at IS NULL) THEN
      RAISE EXCEPTION 'invitation % is accepted with its link, in time, by whom it is for, to an account that is theirs to have',
        OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.accepted_at := now();
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- A first password comes with the acceptance.
CREATE FUNCTION guard_first_password() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT owns_table(TG_RELID) AND NOT EXISTS (SELECT FROM seller_invitations
    WHERE owner_id = NEW.owner_id AND lower(email) = lower(NEW.email) AND accepted_at = now()) THEN
    RAISE EXCEPTION 'the first password of % is chosen as they accept', NEW.owner_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.set_at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_first BEFORE INSERT ON owner_passwords FOR EACH ROW EXECUTE FUNCTION guard_first_password();
