-- A key counts calls and not claims, so that what was given up before its call leaves its key to the next attempt: docs/decisions/0033-a-new-key-last.md
SET lock_timeout = '5s';--> statement-breakpoint
DROP INDEX "payout_attempts_key";--> statement-breakpoint
CREATE UNIQUE INDEX "payout_attempts_key" ON "payout_attempts" USING btree ("idempotency_key") WHERE first_called_at is not null;--> statement-breakpoint
-- As in 0080, but for one: of what Stripe has a payout that this database had forgotten, the money has left, and it is cancelled. As
-- lib/payouts/requests/refuse-held.ts
CREATE OR REPLACE FUNCTION guard_held_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM holds WHERE payout_request_id = NEW.payout_request_id AND state <> 'released'
      AND NOT (source = 'reconciliation' AND NEW.state = 'cancelled')) THEN
    RAISE EXCEPTION 'payout request % is held, so its money stays', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
