-- The policy's wait stands beside its people: no approval, renewal, part or reopening ends it. And what a request is judged by
-- never shrinks: nobody brings it below a line by holding or lowering a part.
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "payout_requests" ADD COLUMN "waits_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payout_requests" ADD COLUMN "judged_amount" bigint;--> statement-breakpoint
-- No row has one yet: none has to be read under the lock.
ALTER TABLE "payout_requests" ADD CONSTRAINT "payout_requests_judged_amount" CHECK (judged_amount > amount) NOT VALID;
--> statement-breakpoint
-- Until now the end of a wait stood where that of the undo window stands.
UPDATE payout_requests SET waits_until = leaves_after
WHERE route = 'wait' AND state IN ('in_review', 'approved', 'dispatching', 'unknown');
--> statement-breakpoint
CREATE FUNCTION guard_payout_wait() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  is_earlier CONSTANT boolean := TG_OP = 'UPDATE' AND OLD.waits_until IS NOT NULL
    AND (NEW.waits_until IS NULL OR NEW.waits_until < OLD.waits_until);
  is_endless CONSTANT boolean := NEW.route = 'wait' AND NEW.waits_until IS NULL AND (TG_OP = 'INSERT' OR OLD.route <> 'wait');
  is_less CONSTANT boolean := TG_OP = 'UPDATE'
    AND coalesce(NEW.judged_amount, NEW.amount) < coalesce(OLD.judged_amount, OLD.amount);
BEGIN
  -- Whoever owns the tables repairs and tests.
  IF NOT (is_earlier OR is_endless OR is_less) OR owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF is_earlier THEN
    RAISE EXCEPTION 'the wait of payout request % never ends sooner', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF is_endless THEN
    RAISE EXCEPTION 'payout request % waits, so it says until when', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RAISE EXCEPTION 'payout request % is judged by no less than before', NEW.payout_request_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_wait BEFORE INSERT OR UPDATE ON payout_requests FOR EACH ROW EXECUTE FUNCTION guard_payout_wait();
--> statement-breakpoint
CREATE FUNCTION guard_attempt_wait() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (TG_OP = 'INSERT' OR (NEW.state = 'calling' AND OLD.state <> 'calling')) AND EXISTS (
    SELECT FROM payout_requests WHERE payout_request_id = NEW.payout_request_id AND waits_until > clock_timestamp()) THEN
    RAISE EXCEPTION 'payout request % still waits, as its policy says', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- After `guard`, which has locked the account and the request.
CREATE TRIGGER guard_wait BEFORE INSERT OR UPDATE ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_attempt_wait();
--> statement-breakpoint
-- Its owner is told when it can leave at the earliest; by which line is not even granted.
GRANT SELECT (waits_until) ON payout_requests TO sluice_account_holder;
