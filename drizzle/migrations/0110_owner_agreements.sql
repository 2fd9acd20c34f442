-- What two people agreed on lets somebody in within a week or not at all: after it no link is made any more.
-- docs/decisions/0054-owners-for-existing-accounts.md
SET lock_timeout = '5s';--> statement-breakpoint
-- Until when the next step towards an owner comes: a week after the one before it (lib/onboarding/rules/invitation-hours.ts).
CREATE FUNCTION agreed_until(invited_at timestamptz, confirmed_at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(confirmed_at, invited_at) + interval '168 hours'
$$;
--> statement-breakpoint
-- As in 0103, and a link to an account that was there is made within a week of the agreement.
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
      OR agreed_until(OLD.invited_at, NULL) <= clock_timestamp() OR NOT is_person_of(NEW.confirmed_by, roles)
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
    OR NOT NEW.makes_account AND (same_hand(NEW.linked_by[cardinality(NEW.linked_by)], OLD.invited_by)
      OR agreed_until(NEW.invited_at, NEW.confirmed_at) <= clock_timestamp())) THEN
    RAISE EXCEPTION 'a link of invitation % is made within a week of the agreement by who has not its code, to an account that is connected, for nobody who works here',
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
