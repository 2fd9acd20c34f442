-- What a hold of one request keeps stays set aside: its end would set the money free, and the next cadence could pay it while the
-- hold is still open. As lib/payouts/requests/refuse-held.ts. docs/decisions/0017-payout-control-in-the-database.md
SET lock_timeout = '5s';--> statement-breakpoint
CREATE FUNCTION guard_held_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM holds WHERE payout_request_id = NEW.payout_request_id AND state <> 'released') THEN
    RAISE EXCEPTION 'payout request % is held, so its money stays', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_held_end BEFORE UPDATE OF state ON payout_requests FOR EACH ROW
  WHEN (NEW.state IN ('rejected', 'cancelled') AND OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_held_end();
