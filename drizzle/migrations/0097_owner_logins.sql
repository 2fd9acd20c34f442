SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "connected_account_owners" ADD COLUMN "disabled_by" text;--> statement-breakpoint
ALTER TABLE "connected_account_owners" ADD COLUMN "disable_reason" text;--> statement-breakpoint
ALTER TABLE "connected_account_owners" ADD COLUMN "let_in_by" text;--> statement-breakpoint
GRANT UPDATE (disabled_by, disable_reason, let_in_by) ON connected_account_owners TO sluice_app;--> statement-breakpoint
-- An owner's login was read everywhere and ended by nobody. Whoever shuts an owner out stands beside it, and another hand lets them
-- in again, who has not their address.
CREATE FUNCTION guard_owner_login() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- `owners.manage` of lib/auth/permissions.ts
  roles CONSTANT text[] := ARRAY['administrator'];
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF (NEW.disabled_at IS NULL) = (OLD.disabled_at IS NULL) THEN
    IF (NEW.disabled_at, NEW.disabled_by, NEW.disable_reason, NEW.let_in_by)
      IS NOT DISTINCT FROM (OLD.disabled_at, OLD.disabled_by, OLD.disable_reason, OLD.let_in_by) THEN
      RETURN NEW;
    END IF;
  ELSIF OLD.disabled_at IS NULL THEN
    IF is_person_of(NEW.disabled_by, roles) THEN RETURN NEW; END IF;
  ELSIF is_person_of(NEW.let_in_by, roles) AND NOT same_hand(NEW.let_in_by, OLD.disabled_by)
    AND NOT EXISTS (SELECT FROM operators WHERE operator_id = NEW.let_in_by AND lower(email) = lower(OLD.email)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'who shuts owner % out stands beside it, and another hand lets them in again', OLD.owner_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON connected_account_owners FOR EACH ROW EXECUTE FUNCTION guard_owner_login();
