-- What a press of the kill switch covers was said in four places, and two of them differed. Here it is said once, and what came after
-- a press is covered like what was there: docs/decisions/0042-whole-stops.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "kill_switch_steps" ADD COLUMN "seen_at" timestamp with time zone;--> statement-breakpoint
-- What a press keeps, the one definition: a payout by its currency and method. Without a currency any that the account may have is
-- meant, without a method any: a schedule at Stripe, or a session of the owner, is every currency by `standard`. What is not known
-- counts as covered. A band covers the stricter ones too, and whoever was in one since the press: a looser band is agreed to by one
-- person, and a release takes two. Ten minutes more, because an assessment says as of when it is and not when it was stored.
CREATE OR REPLACE FUNCTION kill_switch_keeps(a_scope text, a_value text, a_pressed_at timestamptz, an_account text, a_currency text, a_method text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE a_scope
    WHEN 'everything' THEN true
    WHEN 'connected_account' THEN a_value = an_account
    WHEN 'country' THEN coalesce((SELECT country FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
    WHEN 'method' THEN coalesce(a_method, a_value) = a_value
    WHEN 'currency' THEN CASE WHEN a_currency IS NOT NULL THEN a_currency = a_value
      ELSE coalesce((SELECT default_currency FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
        OR EXISTS (SELECT FROM stripe_balances WHERE connected_account_id = an_account AND currency = a_value) END
    WHEN 'risk_band' THEN is_band_from((SELECT band FROM segment_standings WHERE connected_account_id = an_account), a_value)
      OR EXISTS (SELECT FROM segment_assessments
        WHERE connected_account_id = an_account AND assessed_at >= a_pressed_at - interval '10 minutes'
          AND (is_band_from(band, a_value) OR band_before IS NOT NULL AND is_band_from(band_before, a_value)))
    ELSE true END
$$;
--> statement-breakpoint
-- How many calls that a press covers may still be under way. A permit says until when; after that its caller has given up.
CREATE FUNCTION kill_switch_in_flight(a_scope text, a_value text, a_pressed_at timestamptz) RETURNS bigint LANGUAGE sql VOLATILE
SET search_path = public, pg_temp AS $$
  SELECT count(*) FROM payout_attempts AS attempt JOIN payout_requests AS request USING (payout_request_id)
  WHERE attempt.state = 'calling' AND attempt.call_until > clock_timestamp()
    AND kill_switch_keeps(a_scope, a_value, a_pressed_at, request.connected_account_id, request.currency, request.method)
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
    AND kill_switch_in_flight(OLD.scope, OLD.scope_value, OLD.pressed_at) > 0 THEN
    RAISE EXCEPTION 'a call that kill switch % covers is under way', OLD.kill_switch_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_account_session() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'asked' THEN
      RAISE EXCEPTION 'an account session begins as asked' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM connected_account_owners WHERE owner_id = NEW.owner_id
      AND connected_account_id = NEW.connected_account_id AND disabled_at IS NULL) THEN
      RAISE EXCEPTION 'an account session is for the account of its owner' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  PERFORM refuse_unless_edge('account session ' || OLD.account_session_id, OLD.state, NEW.state,
    ARRAY['asked>issued', 'asked>withheld', 'asked>refused', 'asked>unknown']);
  IF OLD.state <> 'asked' OR (NEW.account_session_id, NEW.connected_account_id, NEW.owner_id, NEW.components, NEW.because,
      NEW.lets_pay_itself, NEW.lets_refund, NEW.lets_change_destination, NEW.asked_at)
    IS DISTINCT FROM (OLD.account_session_id, OLD.connected_account_id, OLD.owner_id, OLD.components, OLD.because,
      OLD.lets_pay_itself, OLD.lets_refund, OLD.lets_change_destination, OLD.asked_at) THEN
    RAISE EXCEPTION 'what account session % grants never changes', OLD.account_session_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'issued' AND NEW.lets_pay_itself AND (
    EXISTS (SELECT FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id)
    OR EXISTS (SELECT FROM holds WHERE connected_account_id = NEW.connected_account_id AND state <> 'released')
    OR kill_switch_covering(NEW.connected_account_id, NULL, 'standard') IS NOT NULL) THEN
    RAISE EXCEPTION 'no session lets the owner of % pay itself now', NEW.connected_account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DROP FUNCTION kill_switch_in_flight(text, text);--> statement-breakpoint
DROP FUNCTION kill_switch_covers_account(text, text, text);--> statement-breakpoint
DROP FUNCTION kill_switch_covers(text, text, text, text, text);--> statement-breakpoint
-- Accounts that Stripe pays by itself, as last read, although a press keeps them, and about which nobody was told: no step at Stripe
-- waits or says what Stripe refused, and no incident is being dealt with or says what it could not undo. A worker looks for them and
-- notes an incident of each; `npm run check:invariants` names them.
CREATE FUNCTION kill_switch_left_open(a_kill_switch_id text) RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT account.connected_account_id
  FROM kill_switches AS pressed CROSS JOIN connected_accounts AS account
  WHERE pressed.kill_switch_id = a_kill_switch_id AND pressed.state <> 'released' AND NOT pressed.is_drill
    AND account.payout_interval <> 'manual' AND account.deauthorized_at IS NULL
    AND NOT EXISTS (SELECT FROM kill_switch_steps AS step
      WHERE step.kill_switch_id = pressed.kill_switch_id AND step.connected_account_id = account.connected_account_id
        AND (step.state = 'waiting' AND step.step IN ('lock', 'read_back') OR step.state = 'not_possible' AND step.step = 'lock'))
    AND coalesce((SELECT bypass.state = 'ended' AND bypass.not_undone IS NULL FROM bypasses AS bypass
      WHERE bypass.connected_account_id = account.connected_account_id AND bypass.kind = 'schedule'
        AND bypass.seen_at >= pressed.pressed_at
      ORDER BY bypass.bypass_id DESC LIMIT 1), true)
    AND kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at, account.connected_account_id, NULL, 'standard')
$$;
