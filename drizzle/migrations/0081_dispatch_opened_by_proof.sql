-- The lock of all sending ended by two UPDATEs of the program's own role: it wrote that Stripe's lists had been read, of a time to come,
-- and then nobody had to be there. Now a person's spent proof opens it, always. What a reading is worth as evidence, and what it is
-- not, is in docs/decisions/0017-payout-control-in-the-database.md.
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "payouts_read_at" timestamp with time zone;--> statement-breakpoint
-- From the beginning of the transaction to the statement itself: never before, and never to come.
CREATE FUNCTION guard_payouts_read() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR NEW.payouts_read_at BETWEEN now() AND clock_timestamp() THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the list of account % is read now', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_payouts_read BEFORE INSERT OR UPDATE OF payouts_read_at ON payout_accounts FOR EACH ROW
  WHEN (NEW.payouts_read_at IS NOT NULL) EXECUTE FUNCTION guard_payouts_read();
--> statement-breakpoint
-- A lock is of now and stays as it was set, for what is proven is its end and what is read is read since. That the lists were read
-- whole is written as it becomes so, when every enrolled account's list was. lib/payouts/dispatch/record-dispatch-reading.ts
CREATE FUNCTION guard_dispatch_reading() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.locked_at IS NOT NULL AND (NEW.locked_at, NEW.locked_because) IS DISTINCT FROM (OLD.locked_at, OLD.locked_because)
    AND (OLD.locked_at IS NOT NULL OR NEW.locked_at NOT BETWEEN now() AND clock_timestamp()) THEN
    RAISE EXCEPTION 'dispatch is locked as of now, and its lock stays as it was set' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.read_whole_at IS DISTINCT FROM OLD.read_whole_at AND NEW.read_whole_at IS NOT NULL AND (OLD.locked_at IS NULL
    OR NEW.read_whole_at NOT BETWEEN now() AND clock_timestamp()
    OR EXISTS (SELECT FROM payout_accounts WHERE (payouts_read_at > OLD.locked_at) IS NOT TRUE)) THEN
    RAISE EXCEPTION 'Stripe''s lists have been read whole when every enrolled account''s was, since the lock'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- After `guard`, which forgets the reading of an earlier lock.
CREATE TRIGGER guard_reading BEFORE UPDATE ON dispatch_control FOR EACH ROW EXECUTE FUNCTION guard_dispatch_reading();
--> statement-breakpoint
-- lib/payouts/dispatch/unlock-leaf.ts; `guard` has asked for two different people where the lists are not read.
CREATE OR REPLACE FUNCTION guard_unlock_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (may_release('kill switch', NEW.unlocked_by)
    AND (OLD.read_whole_at > OLD.locked_at OR may_release('kill switch', OLD.unlock_asked_by))
    AND has_spent_proof(NEW.unlocked_by, 'dispatch.unlock', now(), 'dispatch',
      to_char(OLD.locked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), OLD.unlock_asked_by, OLD.locked_because)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'dispatch is unlocked by somebody who proves to be there' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
DROP TRIGGER guard_unlock_proof ON dispatch_control;--> statement-breakpoint
-- Also where Stripe's lists have been read whole: that they were is the word of the program alone.
CREATE TRIGGER guard_unlock_proof BEFORE UPDATE ON dispatch_control FOR EACH ROW
  WHEN (OLD.locked_at IS NOT NULL AND NEW.locked_at IS NULL) EXECUTE FUNCTION guard_unlock_proof();
