-- Two people opened dispatch a moment after the lock, before anything was read: it stays locked until the lists of Stripe are read, or cannot be.
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "reading_failed_at" timestamp with time zone;--> statement-breakpoint
-- As in 0046, and a lock forgets that a reading for an earlier one has failed.
CREATE OR REPLACE FUNCTION guard_dispatch_control() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'the epoch only grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL THEN
    -- A call that was permitted before sees that it must not begin any more.
    NEW.epoch := OLD.epoch + 1;
    NEW.read_whole_at := NULL;
    NEW.reading_failed_at := NULL;
    NEW.unlock_asked_by := NULL;
    NEW.unlocked_by := NULL;
  END IF;
  -- Ended by what Stripe's lists say, or by two people.
  IF OLD.locked_at IS NOT NULL AND NEW.locked_at IS NULL
    AND NOT coalesce(OLD.read_whole_at > OLD.locked_at, false)
    AND NOT coalesce(OLD.unlock_asked_by <> NEW.unlocked_by, false) THEN
    RAISE EXCEPTION 'dispatch is unlocked by two people, or when Stripe''s lists have been read whole'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0108, and a reading fails as of now, while dispatch is locked. lib/payouts/dispatch/note-reading-failed.ts
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
  IF NEW.reading_failed_at IS DISTINCT FROM OLD.reading_failed_at AND NEW.reading_failed_at IS NOT NULL
    AND (OLD.locked_at IS NULL OR NEW.reading_failed_at NOT BETWEEN now() AND clock_timestamp()) THEN
    RAISE EXCEPTION 'a reading of Stripe''s lists fails now, while dispatch is locked' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0081, and not before calls from before the lock have settled, nor before Stripe's lists are read whole, unless they cannot be: a
-- reading has failed, or none has finished for a quarter of an hour. lib/payouts/dispatch/unlock-way.ts has both times and their reasons.
CREATE OR REPLACE FUNCTION guard_unlock_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF clock_timestamp() < OLD.locked_at + interval '80 seconds'
    OR NOT coalesce(OLD.read_whole_at > OLD.locked_at, false) AND NOT coalesce(OLD.reading_failed_at > OLD.locked_at, false)
      AND clock_timestamp() < OLD.locked_at + interval '15 minutes' THEN
    RAISE EXCEPTION 'dispatch stays locked until Stripe''s lists have been read whole, or cannot be'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF may_release('kill switch', NEW.unlocked_by)
    AND (OLD.read_whole_at > OLD.locked_at OR may_release('kill switch', OLD.unlock_asked_by))
    AND has_spent_proof(NEW.unlocked_by, 'dispatch.unlock', now(), 'dispatch',
      to_char(OLD.locked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), OLD.unlock_asked_by, OLD.locked_because) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'dispatch is unlocked by somebody who proves to be there' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
-- As in 0111, and that Stripe has not told about a schedule is over once no press keeps its account (lib/payouts/stop/note-left-open-accounts.ts).
CREATE OR REPLACE FUNCTION is_alarm_over(alarm alarms) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
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
    -- What was forgotten is one of ours after all.
    WHEN 'payout_bypassed' THEN EXISTS (SELECT FROM payout_attempts WHERE payout_id = alarm.subject)
    WHEN 'dispatch_locked' THEN NOT EXISTS (SELECT FROM dispatch_control WHERE locked_at IS NOT NULL)
    WHEN 'schedule_bypassed' THEN starts_with(alarm.text, 'Stripe has not told whether it pays out ')
      AND kill_switch_covering(alarm.subject, NULL, 'standard') IS NULL
    -- DRILL_DUE_DAYS of lib/kill-switch/drill-due.ts
    WHEN 'drill_due' THEN coalesce((SELECT max(pressed_at) >= now() - interval '30 days' FROM kill_switches
      WHERE is_drill AND stripe_ended_at IS NOT NULL), true)
    ELSE false END
$$;
