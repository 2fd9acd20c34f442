SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "kill_switches" ADD COLUMN "cancels_pending" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "kill_switches" ADD COLUMN "step_up_proof_id" text;--> statement-breakpoint
ALTER TABLE "kill_switches" ADD COLUMN "planned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "kill_switches" ADD COLUMN "stripe_ended_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "kill_switches_at_work" ON "kill_switches" USING btree ("pressed_at") WHERE state = 'engaging' or (state <> 'released' and stripe_ended_at is null);--> statement-breakpoint
CREATE INDEX "kill_switches_drills" ON "kill_switches" USING btree ("pressed_at") WHERE is_drill;--> statement-breakpoint
-- What a press is about, asked by the permit and by whoever waits for standstill. What is not known counts as covered.
CREATE FUNCTION kill_switch_covers(a_scope text, a_value text, an_account text, a_currency text, a_method text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE a_scope
    WHEN 'everything' THEN true
    WHEN 'connected_account' THEN a_value = an_account
    WHEN 'currency' THEN a_value = a_currency
    WHEN 'method' THEN a_value = a_method
    WHEN 'country' THEN coalesce((SELECT country FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
    ELSE true END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION kill_switch_covering(an_account text, a_currency text, a_method text) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT kill_switch_id FROM kill_switches
  WHERE state <> 'released' AND NOT is_drill AND kill_switch_covers(scope, scope_value, an_account, a_currency, a_method)
  ORDER BY pressed_at LIMIT 1
$$;
--> statement-breakpoint
-- How many calls that a press covers may still be under way. A permit says until when; after that its caller has given up.
CREATE FUNCTION kill_switch_in_flight(a_scope text, a_value text) RETURNS bigint LANGUAGE sql VOLATILE
SET search_path = public, pg_temp AS $$
  SELECT count(*) FROM payout_attempts AS attempt JOIN payout_requests AS request USING (payout_request_id)
  WHERE attempt.state = 'calling' AND attempt.call_until > clock_timestamp()
    AND kill_switch_covers(a_scope, a_value, request.connected_account_id, request.currency, request.method)
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_kill_switch() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'engaging' THEN
      RAISE EXCEPTION 'a press begins as engaging' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Waits for permits that are being given, and makes every permit of the old epoch invalid.
    IF NEW.is_drill THEN
      SELECT epoch INTO NEW.epoch FROM dispatch_control FOR UPDATE;
    ELSE
      UPDATE dispatch_control SET epoch = epoch + 1 RETURNING epoch INTO NEW.epoch;
    END IF;
    RETURN NEW;
  END IF;
  PERFORM refuse_unless_edge('kill switch ' || OLD.kill_switch_id, OLD.state, NEW.state,
    ARRAY['engaged>release_asked', 'engaging>engaged', 'release_asked>engaged', 'release_asked>released']
      || CASE WHEN OLD.is_drill THEN ARRAY['engaged>released'] ELSE ARRAY[]::text[] END);
  IF OLD.state = 'released' OR (NEW.kill_switch_id, NEW.scope, NEW.scope_value, NEW.is_drill, NEW.reason, NEW.epoch, NEW.engaged_by,
      NEW.pressed_at, NEW.cancels_pending)
    IS DISTINCT FROM (OLD.kill_switch_id, OLD.scope, OLD.scope_value, OLD.is_drill, OLD.reason, OLD.epoch, OLD.engaged_by,
      OLD.pressed_at, OLD.cancels_pending)
    OR NEW.step_up_proof_id IS DISTINCT FROM OLD.step_up_proof_id
    OR (OLD.state = 'release_asked' AND NEW.state = 'released' AND NEW.release_asked_by IS DISTINCT FROM OLD.release_asked_by) THEN
    RAISE EXCEPTION 'kill switch % changes only by its phases', OLD.kill_switch_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Standing still is counted here, whatever the program believes.
  IF OLD.state = 'engaging' AND NEW.state = 'engaged' AND NOT OLD.is_drill
    AND kill_switch_in_flight(OLD.scope, OLD.scope_value) > 0 THEN
    RAISE EXCEPTION 'a call that kill switch % covers is under way', OLD.kill_switch_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
