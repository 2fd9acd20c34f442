-- People have a payout cancelled that a database which was put back has forgotten: docs/decisions/0061-a-forgotten-payout-is-cancelled.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "bypasses" ADD COLUMN "cancel_asks" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bypasses" ADD COLUMN "cancel_asked_by" text;--> statement-breakpoint
ALTER TABLE "bypasses" ADD COLUMN "cancel_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "bypasses" ADD COLUMN "cancel_reason" text;--> statement-breakpoint
ALTER TABLE "bypasses" ADD CONSTRAINT "bypasses_cancel" CHECK (num_nonnulls(cancel_asked_by, cancel_asked_at, cancel_reason) = case when cancel_asks > 0 then 3 else 0 end
        and (cancel_asks = 0 or payout_request_id is not null));--> statement-breakpoint
GRANT UPDATE (cancel_asks, cancel_asked_by, cancel_asked_at, cancel_reason) ON bypasses TO sluice_app;--> statement-breakpoint
-- As in 0045, and an end that people take up again: of a payout that waits at Stripe and that nobody has written down as its request's, by the
-- word of one who proves to be there for exactly this. Whoever writes a payout down locks its account, too, so that one of the two is first.
CREATE OR REPLACE FUNCTION guard_bypass() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.kind, NEW.connected_account_id, NEW.subject, NEW.seen, NEW.seen_at)
    IS DISTINCT FROM (OLD.kind, OLD.connected_account_id, OLD.subject, OLD.seen, OLD.seen_at) THEN
    RAISE EXCEPTION 'what was seen of bypass % stays, and it ends once', OLD.bypass_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF (NEW.cancel_asks, NEW.cancel_asked_by, NEW.cancel_asked_at, NEW.cancel_reason)
    IS DISTINCT FROM (OLD.cancel_asks, OLD.cancel_asked_by, OLD.cancel_asked_at, OLD.cancel_reason) THEN
    PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
    IF OLD.state = 'ended' AND NEW.state = 'waiting' AND NEW.cancel_asks = OLD.cancel_asks + 1 AND NEW.tries = 0
      AND num_nonnulls(NEW.undone, NEW.not_undone) = 0 AND NEW.cancel_asked_at BETWEEN now() AND clock_timestamp()
      AND is_person_of(NEW.cancel_asked_by, ARRAY['finance_operator', 'administrator'])
      AND has_spent_proof(NEW.cancel_asked_by, 'payouts.cancel_forgotten', now(), 'forgotten cancel', NEW.payout_request_id, NEW.subject)
      AND EXISTS (SELECT FROM payouts WHERE payout_id = NEW.subject AND status = 'pending' AND NOT is_automatic)
      AND NOT EXISTS (SELECT FROM payout_attempts WHERE payout_id = NEW.subject) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'payout % is not to be cancelled by these words', NEW.subject USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'ended' THEN
    RAISE EXCEPTION 'what was seen of bypass % stays, and it ends once', OLD.bypass_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0111, and nobody writes down what is being cancelled.
CREATE OR REPLACE FUNCTION is_forgotten_payout(a_payout_id text, request payout_requests) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM bypasses AS incident JOIN payouts AS payout ON payout.payout_id = incident.subject
    WHERE incident.kind = 'payout' AND incident.subject = a_payout_id AND incident.payout_request_id = request.payout_request_id
      AND NOT (incident.state = 'waiting' AND incident.cancel_asks > 0)
      AND payout.status NOT IN ('failed', 'canceled')
      AND (payout.connected_account_id, payout.amount, payout.currency, payout.method, payout.destination_id)
        = (request.connected_account_id, request.amount, request.currency, request.method, request.destination_id))
$$;
--> statement-breakpoint
-- A worker hears of it at once.
DROP TRIGGER tell ON bypasses;
--> statement-breakpoint
CREATE TRIGGER tell AFTER INSERT OR UPDATE OF cancel_asks ON bypasses FOR EACH STATEMENT EXECUTE FUNCTION tell_bypass();
