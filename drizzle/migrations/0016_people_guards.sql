-- What the database itself holds about people: who may write what, two people for an administrator, never none of them.
SET lock_timeout = '5s';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (password_hash, set_at) ON operator_passwords TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (used_at, revoked_at) ON operator_invitations TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (decision, decided_by, decided_at) ON operator_change_requests TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_failures TO sluice_app;
--> statement-breakpoint
-- A decision is made once.
CREATE TRIGGER decided_once BEFORE UPDATE ON operator_change_requests FOR EACH ROW
  WHEN (OLD.decision IS NOT NULL) EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Runs with the rights of whoever changes the row: the application needs a decision of the same transaction, by two
-- people; the owner of the database does not, because somebody must be able to make the first administrator.
CREATE FUNCTION guard_administrators() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was boolean := OLD.role = 'administrator' AND OLD.disabled_at IS NULL;
  becomes boolean := NEW.role = 'administrator' AND NEW.disabled_at IS NULL;
BEGIN
  IF current_user = 'sluice_app' AND (was <> becomes OR (OLD.role = 'administrator') <> (NEW.role = 'administrator'))
     AND NOT EXISTS (SELECT FROM operator_change_requests
                     WHERE operator_id = NEW.operator_id AND decision = 'approved' AND decided_at = transaction_timestamp()) THEN
    RAISE EXCEPTION 'a change of an administrator needs the decision of a second one' USING ERRCODE = 'check_violation';
  END IF;
  IF was AND NOT becomes THEN
    -- Two such changes at once must not each count the other's administrator; the count below is taken after the wait.
    PERFORM pg_advisory_xact_lock(hashtextextended('sluice administrators', 0));
    IF NOT EXISTS (SELECT FROM operators WHERE role = 'administrator' AND disabled_at IS NULL AND operator_id <> NEW.operator_id) THEN
      RAISE EXCEPTION 'the last administrator cannot be removed' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER operators_guard_administrators AFTER UPDATE OF role, disabled_at ON operators
  FOR EACH ROW EXECUTE FUNCTION guard_administrators();
