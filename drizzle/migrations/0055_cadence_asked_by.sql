SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "payout_requests" DROP CONSTRAINT "payout_requests_asked_by";--> statement-breakpoint
-- Every row that met the stricter one meets this one: none has to be read again under the lock.
ALTER TABLE "payout_requests" ADD CONSTRAINT "payout_requests_asked_by" CHECK (origin = 'cadence' or (origin in ('person', 'file')) = (requested_by_operator_id is not null)) NOT VALID;
--> statement-breakpoint
-- What a cadence proposes after somebody changed it is asked for by hand, too.
DROP TRIGGER guard_asked_by_hand ON payout_requests;
--> statement-breakpoint
CREATE TRIGGER guard_asked_by_hand BEFORE INSERT OR UPDATE ON payout_requests FOR EACH ROW
  WHEN ((NEW.origin <> 'cadence' OR NEW.requested_by_operator_id IS NOT NULL) AND NEW.approvals_needed = 0)
  EXECUTE FUNCTION guard_asked_by_hand();
--> statement-breakpoint
-- Whoever changed when money leaves or how much stays is known, wherever it was changed: never in place, always as of now.
CREATE FUNCTION guard_payout_cadence() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.version <= OLD.version THEN
    RAISE EXCEPTION 'the cadence of % changes only as a new version', OLD.connected_account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.set_at := now();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON payout_cadences FOR EACH ROW
  WHEN ((NEW.cadence, NEW.weekdays, NEW.month_day, NEW.thresholds, NEW.minimum_balances, NEW.zone, NEW.at_minute, NEW.set_by, NEW.version)
    IS DISTINCT FROM (OLD.cadence, OLD.weekdays, OLD.month_day, OLD.thresholds, OLD.minimum_balances, OLD.zone, OLD.at_minute, OLD.set_by, OLD.version))
  EXECUTE FUNCTION guard_payout_cadence();
