-- What tells a person that something is wrong, and what says that it is over, is on record or asked of the facts:
-- docs/decisions/0055-what-says-it-is-over.md
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "alarm_texts" (
	"alarm_text_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alarm_texts_alarm_text_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"alarm_id" bigint NOT NULL,
	"text" text NOT NULL,
	"replaced_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alarm_texts_by_alarm" ON "alarm_texts" USING btree ("alarm_id","alarm_text_id");
--> statement-breakpoint
GRANT SELECT ON alarm_texts TO sluice_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON alarm_texts FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON alarm_texts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What an alarm is about, and since when, is not the program's to change; how often it was raised only grows, and it is closed once.
REVOKE INSERT, UPDATE ON alarms FROM sluice_app;
--> statement-breakpoint
GRANT INSERT (kind, subject, text, occurrences), UPDATE (text, occurrences, closed_at) ON alarms TO sluice_app;
--> statement-breakpoint
CREATE FUNCTION guard_alarm() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF OLD.closed_at IS NOT NULL OR NEW.occurrences < OLD.occurrences OR NEW.closed_at NOT BETWEEN now() AND clock_timestamp() THEN
    RAISE EXCEPTION 'alarm % was raised as often as it was, and is closed once, as of now', OLD.alarm_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON alarms FOR EACH ROW EXECUTE FUNCTION guard_alarm();
--> statement-breakpoint
-- An alarm that is raised again, or whose incident ended, says something else than before; nothing that it said is lost.
CREATE FUNCTION keep_alarm_text() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO alarm_texts (alarm_id, text) VALUES (OLD.alarm_id, OLD.text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_text AFTER UPDATE ON alarms FOR EACH ROW WHEN (NEW.text <> OLD.text) EXECUTE FUNCTION keep_alarm_text();
--> statement-breakpoint
-- Kinds whose cause the database sees itself: what has an end there needs no further record.
CREATE FUNCTION is_alarm_over(alarm alarms) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE alarm.kind
    WHEN 'stripe_event_failed' THEN EXISTS (SELECT FROM stripe_events WHERE stripe_event_id = alarm.subject
      AND state IN ('processed', 'ignored'))
    WHEN 'event_gap' THEN EXISTS (SELECT FROM event_gaps AS gap WHERE 'gap ' || gap.event_gap_id = alarm.subject AND gap.filled_at IS NOT NULL
      -- Two questions: the two states have an index each.
      AND NOT EXISTS (SELECT FROM stripe_events AS event WHERE event.endpoint_kind = gap.endpoint_kind AND event.arrived_by = 'backfill'
        AND event.occurred_at BETWEEN gap.starts_at AND gap.ends_at AND event.state = 'received')
      AND NOT EXISTS (SELECT FROM stripe_events AS event WHERE event.endpoint_kind = gap.endpoint_kind AND event.arrived_by = 'backfill'
        AND event.occurred_at BETWEEN gap.starts_at AND gap.ends_at AND event.state = 'failed'))
    WHEN 'payout_outcome_unknown' THEN NOT EXISTS (SELECT FROM payout_requests WHERE payout_request_id = alarm.subject AND state = 'unknown')
    WHEN 'dispatch_locked' THEN NOT EXISTS (SELECT FROM dispatch_control WHERE locked_at IS NOT NULL)
    -- DRILL_DUE_DAYS of lib/kill-switch/drill-due.ts
    WHEN 'drill_due' THEN coalesce((SELECT max(pressed_at) >= now() - interval '30 days' FROM kill_switches
      WHERE is_drill AND stripe_ended_at IS NOT NULL), true)
    ELSE false END
$$;
--> statement-breakpoint
-- An alarm is closed by a person who may, with a note; by the program on record where only the program sees that its cause is gone;
-- or by its facts.
CREATE FUNCTION guard_alarm_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR is_alarm_over(NEW) OR EXISTS (
    SELECT FROM audit_records AS record WHERE record.subject = NEW.subject AND record.recorded_at = now() AND record.outcome = 'done'
      AND record.before ->> 'alarmId' = NEW.alarm_id::text AND record.before ->> 'kind' = NEW.kind AND record.before ->> 'text' = NEW.text
      AND CASE record.action
        -- `alarms.close` of lib/auth/permissions.ts
        WHEN 'alarm.close' THEN record.actor_kind = 'operator' AND is_person_of(record.actor_id, ARRAY['finance_operator', 'administrator'])
          AND btrim(record.after ->> 'note') <> ''
        WHEN 'alarm.end' THEN NEW.kind IN ('audit_head_not_exported', 'money_without_proposal', 'risk_calibration_beyond', 'stripe_event_lag')
        ELSE false END) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'alarm % is closed on record, or because its cause is gone', NEW.alarm_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_end AFTER UPDATE ON alarms DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL) EXECUTE FUNCTION guard_alarm_end();
--> statement-breakpoint
-- A step of a press is written down as waiting, unless the mirror says why not, and whole; it is tried once at a time and ends once, on record.
REVOKE INSERT, UPDATE ON kill_switch_steps FROM sluice_app;
--> statement-breakpoint
GRANT INSERT (kill_switch_id, connected_account_id, step, state, position, balances, exposed, currency, because, seen_at, ended_at),
  UPDATE (state, because, tries, ended_at) ON kill_switch_steps TO sluice_app;
--> statement-breakpoint
CREATE FUNCTION guard_new_steps() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT FROM added AS step JOIN kill_switches AS pressed USING (kill_switch_id) LEFT JOIN connected_accounts AS account USING (connected_account_id)
    WHERE step.state <> 'waiting' AND NOT coalesce(step.step = 'lock' AND CASE step.state
      WHEN 'not_needed' THEN coalesce(account.payout_interval = 'manual', false)
        OR NOT kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at, step.connected_account_id, NULL, 'standard')
      WHEN 'not_possible' THEN account.deauthorized_at IS NOT NULL
      ELSE false END, false)) THEN
    RAISE EXCEPTION 'a step of a press waits until it is done' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Who has a lock is planned: what is missing then would never be done.
  IF EXISTS (
    SELECT FROM added AS step JOIN kill_switches AS pressed USING (kill_switch_id) LEFT JOIN connected_accounts AS account USING (connected_account_id)
    WHERE step.step = 'lock' AND (
      NOT EXISTS (SELECT FROM kill_switch_steps AS other WHERE other.kill_switch_id = step.kill_switch_id
        AND other.connected_account_id = step.connected_account_id AND other.step = 'read_back')
      OR pressed.cancels_pending AND account.deauthorized_at IS NULL
        AND EXISTS (SELECT FROM payout_accounts AS ours WHERE ours.connected_account_id = step.connected_account_id)
        AND NOT EXISTS (SELECT FROM kill_switch_steps AS other WHERE other.kill_switch_id = step.kill_switch_id
          AND other.connected_account_id = step.connected_account_id AND other.step = 'cancel'))) THEN
    RAISE EXCEPTION 'what a press does at an account is written down whole' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_new AFTER INSERT ON kill_switch_steps REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION guard_new_steps();
--> statement-breakpoint
CREATE FUNCTION guard_step() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- TRIES_MAX of lib/kill-switch/record-kill-switch-step.ts
  tries_max CONSTANT smallint := 5;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF OLD.state = 'waiting' AND NEW.tries = least(OLD.tries, tries_max) + 1 AND (NEW.state = 'waiting') = (NEW.ended_at IS NULL)
    AND coalesce(NEW.ended_at BETWEEN now() AND clock_timestamp(), true)
    AND (NEW.state IN ('waiting', 'done', 'not_possible') OR NEW.state = 'failed' AND NEW.tries >= tries_max) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a step of press % is tried once at a time, and ends once, as of now', OLD.kill_switch_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON kill_switch_steps FOR EACH ROW EXECUTE FUNCTION guard_step();
--> statement-breakpoint
-- Whether Stripe told, since the press came to cover it, that it does not pay out this account by itself: lib/payouts/stop/lock-now.ts
CREATE FUNCTION is_read_back(step kill_switch_steps) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM kill_switches AS pressed, connected_accounts AS account
    WHERE pressed.kill_switch_id = step.kill_switch_id AND account.connected_account_id = step.connected_account_id
      AND account.read_at >= coalesce(step.seen_at, pressed.pressed_at) - interval '1 minute'
      AND (pressed.is_drill OR account.lock_strength NOT IN ('automatic', 'unknown')
        OR NOT kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at, account.connected_account_id, NULL, 'standard')))
$$;
--> statement-breakpoint
CREATE FUNCTION guard_step_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NULL; END IF;
  IF NEW.step = 'read_back' AND NEW.state = 'done' AND NOT is_read_back(NEW) THEN
    RAISE EXCEPTION 'Stripe has not told since that % is not paid out by itself', NEW.connected_account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- The mirror is the record of what was read back.
  IF NEW.step <> 'read_back' AND NOT EXISTS (
    SELECT FROM audit_records AS record WHERE record.subject = NEW.kill_switch_id AND record.recorded_at = now()
      AND record.action = 'kill_switch.step' AND record.outcome = 'done' AND record.connected_account_id = NEW.connected_account_id
      AND (record.after ->> 'step', record.after ->> 'state', record.after ->> 'because')
        IS NOT DISTINCT FROM (NEW.step, NEW.state, NEW.because)) THEN
    RAISE EXCEPTION 'a step of press % ends on record', NEW.kill_switch_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_end AFTER UPDATE ON kill_switch_steps DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state <> 'waiting' AND OLD.state = 'waiting') EXECUTE FUNCTION guard_step_end();
--> statement-breakpoint
-- An event's way, asked only of what no claim and no verdict does: a person's replay or setting aside, on record. All else of an event that
-- has ended stays, its claims are counted one by one, and it is due again within hours (RETRY_SECONDS_MAX of lib/stripe-events).
CREATE FUNCTION guard_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (
    SELECT FROM audit_records AS record WHERE record.subject = NEW.stripe_event_id AND record.recorded_at = now() AND record.outcome = 'done'
      AND record.actor_kind = 'operator' AND NEW.attempts = OLD.attempts AND NEW.next_attempt_at <= clock_timestamp() + interval '2 hours'
      AND CASE record.action
        WHEN 'stripe_event.replay' THEN NEW.state = 'received'
        WHEN 'stripe_event.set_aside' THEN OLD.state = 'failed' AND NEW.state = 'ignored'
        ELSE false END) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'event % goes its way by claims and verdicts, or on record', NEW.stripe_event_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard AFTER UPDATE ON stripe_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.state <> 'received' OR NEW.attempts NOT BETWEEN OLD.attempts AND OLD.attempts + 1
    OR NEW.state <> 'received' AND NEW.attempts = 0 OR NEW.next_attempt_at > clock_timestamp() + interval '2 hours')
  EXECUTE FUNCTION guard_event();
--> statement-breakpoint
-- When Stripe's list was read is never ahead: dated so, it had counted as read for every later call.
CREATE FUNCTION guard_look_up() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR TG_OP = 'UPDATE' AND greatest(NEW.looked_up_at, NEW.absent_since) <= clock_timestamp() THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'payout attempt % was not looked up then', NEW.payout_attempt_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_look_up BEFORE UPDATE ON payout_attempts FOR EACH ROW
  WHEN ((NEW.looked_up_at, NEW.absent_since) IS DISTINCT FROM (OLD.looked_up_at, OLD.absent_since)) EXECUTE FUNCTION guard_look_up();
--> statement-breakpoint
CREATE TRIGGER guard_new_look_up BEFORE INSERT ON payout_attempts FOR EACH ROW
  WHEN (coalesce(NEW.looked_up_at, NEW.absent_since) IS NOT NULL) EXECUTE FUNCTION guard_look_up();
