-- What may be a payout of our own that a database which was put back has forgotten is decided by people: docs/decisions/0058-payouts-of-the-lost-time.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "bypasses" ADD COLUMN "payout_request_id" text;--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "known_until" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "bypasses_one_forgotten" ON "bypasses" USING btree ("payout_request_id") WHERE payout_request_id is not null;--> statement-breakpoint
GRANT INSERT (payout_request_id) ON bypasses TO sluice_app;--> statement-breakpoint
-- Whether a payout may be one that Sluice made for this request, in a time that this database has forgotten: from before dispatch was
-- locked, of the very money, account and bank account that were asked for, while the request could still leave. docs/decisions/0058-payouts-of-the-lost-time.md
CREATE FUNCTION may_be_forgotten(a_payout_id text, a_request_id text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM payouts AS payout JOIN payout_requests AS request ON request.payout_request_id = a_request_id
      JOIN dispatch_control AS control ON control.locked_at > payout.occurred_at
    WHERE payout.payout_id = a_payout_id AND payout.metadata ->> 'sluice_payout_request_id' = a_request_id
      AND payout.original_payout_id IS NULL AND NOT payout.is_automatic
      -- Clocks differ by seconds.
      AND payout.occurred_at > request.requested_at - interval '1 minute'
      AND (payout.connected_account_id, payout.amount, payout.currency, payout.method, payout.destination_id)
        = (request.connected_account_id, request.amount, request.currency, request.method, request.destination_id)
      AND request.state IN ('in_review', 'approved', 'dispatching', 'refused'))
$$;
--> statement-breakpoint
-- What people decide about is not cancelled by itself, so nobody writes down more as such.
CREATE FUNCTION guard_forgotten_payout() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR NEW.kind = 'payout' AND may_be_forgotten(NEW.subject, NEW.payout_request_id) THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'payout % cannot be one of % that was forgotten', NEW.subject, NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_forgotten AFTER INSERT ON bypasses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.payout_request_id IS NOT NULL) EXECUTE FUNCTION guard_forgotten_payout();
--> statement-breakpoint
-- As in 0081, and until when this database knows what was decided: it is part of the lock.
CREATE OR REPLACE FUNCTION guard_dispatch_reading() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.locked_at IS NOT NULL AND (NEW.locked_at, NEW.locked_because, NEW.known_until)
      IS DISTINCT FROM (OLD.locked_at, OLD.locked_because, OLD.known_until)
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
