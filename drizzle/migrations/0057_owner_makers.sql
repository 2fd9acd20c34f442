SET lock_timeout = '5s';--> statement-breakpoint
-- Whoever owns the account asked for it, also when they are one of the platform's own people.
CREATE OR REPLACE FUNCTION guard_approval_maker() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM payout_requests WHERE payout_request_id = NEW.payout_request_id
    AND reopened_by_operator_id = NEW.operator_id) THEN
    RAISE EXCEPTION 'nobody approves what they opened again' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM payout_requests AS request
    JOIN connected_account_owners AS owner ON owner.connected_account_id = request.connected_account_id
    JOIN operators AS person ON lower(person.email) = lower(owner.email)
    WHERE request.payout_request_id = NEW.payout_request_id AND request.origin = 'owner' AND person.operator_id = NEW.operator_id) THEN
    RAISE EXCEPTION 'nobody approves what they asked for as an owner' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
