-- One list that could not be read once opened the way of two people past all of them, though it was read a second later; a request that was
-- cancelled stayed held, and one that is opened again passed a limit of days. docs/decisions/0063-lists-that-cannot-be-read.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "unread_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "reading_failed_on" text;--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "reading_failed_again_at" timestamp with time zone;--> statement-breakpoint
-- Of which account it was nobody knows: the next reading says whether it still fails.
UPDATE dispatch_control SET reading_failed_at = NULL;--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD CONSTRAINT "dispatch_control_failed" CHECK ((reading_failed_at is null) = (reading_failed_on is null) and (reading_failed_again_at is null or reading_failed_at is not null));--> statement-breakpoint
-- As in 0117, and lists that were read whole have not failed; that they are to be read once more begins now.
CREATE OR REPLACE FUNCTION guard_dispatch_control() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'the epoch only grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.locked_at > coalesce(OLD.locked_at, '-infinity') THEN
    -- A call that was permitted before sees that it must not begin any more.
    NEW.epoch := OLD.epoch + 1;
    NEW.read_whole_at := NULL;
    NEW.unread_since := NULL;
    NEW.reading_failed_at := NULL;
    NEW.reading_failed_on := NULL;
    NEW.reading_failed_again_at := NULL;
    NEW.unlock_asked_by := NULL;
    NEW.unlocked_by := NULL;
  ELSE
    NEW.unread_since := CASE WHEN OLD.read_whole_at IS NOT NULL AND NEW.read_whole_at IS NULL THEN clock_timestamp() ELSE OLD.unread_since END;
    IF NEW.read_whole_at IS NOT NULL THEN
      NEW.reading_failed_at := NULL;
      NEW.reading_failed_on := NULL;
      NEW.reading_failed_again_at := NULL;
    END IF;
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
-- As in 0117, and a list that failed is an enrolled account's, and has failed again a minute later or more, with no reading past it between.
-- lib/payouts/dispatch/note-reading-failed.ts, note-reading-got-on.ts
CREATE OR REPLACE FUNCTION guard_dispatch_reading() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.locked_at IS NOT NULL AND (NEW.locked_at, NEW.locked_because, NEW.known_until)
      IS DISTINCT FROM (OLD.locked_at, OLD.locked_because, OLD.known_until)
    AND (NEW.locked_at IS NOT DISTINCT FROM OLD.locked_at OR NEW.locked_at NOT BETWEEN now() AND clock_timestamp()
      OR OLD.locked_at IS NOT NULL AND coalesce(NEW.known_until > OLD.known_until, NEW.known_until IS NULL AND OLD.known_until IS NOT NULL)) THEN
    RAISE EXCEPTION 'dispatch is locked as of now, and its lock stays as it was set' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.read_whole_at IS DISTINCT FROM OLD.read_whole_at AND NEW.read_whole_at IS NOT NULL AND (OLD.locked_at IS NULL
    OR NEW.read_whole_at NOT BETWEEN now() AND clock_timestamp()
    OR EXISTS (SELECT FROM payout_accounts WHERE (payouts_read_at > OLD.locked_at) IS NOT TRUE)) THEN
    RAISE EXCEPTION 'Stripe''s lists have been read whole when every enrolled account''s was, since the lock'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.reading_failed_at IS NOT NULL AND (NEW.reading_failed_at, NEW.reading_failed_on) IS DISTINCT FROM (OLD.reading_failed_at, OLD.reading_failed_on)
    AND (OLD.locked_at IS NULL OR NEW.reading_failed_at NOT BETWEEN now() AND clock_timestamp() OR NEW.reading_failed_again_at IS NOT NULL
      OR NOT EXISTS (SELECT FROM payout_accounts WHERE connected_account_id = NEW.reading_failed_on)) THEN
    RAISE EXCEPTION 'a reading of Stripe''s lists fails now, at the list of an enrolled account, while dispatch is locked'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.reading_failed_again_at IS NOT NULL AND NEW.reading_failed_again_at IS DISTINCT FROM OLD.reading_failed_again_at
    AND (OLD.locked_at IS NULL OR NEW.reading_failed_again_at NOT BETWEEN now() AND clock_timestamp()
      OR (NEW.reading_failed_again_at >= OLD.reading_failed_at + interval '1 minute') IS NOT TRUE) THEN
    RAISE EXCEPTION 'the same list fails again a minute later or more, while dispatch is locked' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0114, but that a list counts as one that cannot be read once it has failed again. lib/payouts/dispatch/unlock-way.ts has the rule.
CREATE OR REPLACE FUNCTION guard_unlock_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF clock_timestamp() < OLD.locked_at + interval '80 seconds'
    OR NOT coalesce(OLD.read_whole_at > OLD.locked_at, false) AND NOT coalesce(OLD.reading_failed_again_at > OLD.locked_at, false)
      AND clock_timestamp() < greatest(OLD.locked_at, OLD.unread_since) + interval '15 minutes' THEN
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
-- As in 0080 again: the hold because of a forgotten payout is let go by its source before its request is cancelled, in one transaction.
CREATE OR REPLACE FUNCTION guard_held_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM holds WHERE payout_request_id = NEW.payout_request_id AND state <> 'released') THEN
    RAISE EXCEPTION 'payout request % is held, so its money stays', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0089, and the reading of Stripe's lists lets go what people have cancelled, or have written down as sent by the payout that it is about.
CREATE OR REPLACE FUNCTION guard_hold_source() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.source = 'destination_change' AND NOT (NEW.evidence ->> 'change' = 'added' AND EXISTS (
    SELECT FROM external_accounts WHERE external_account_id = NEW.evidence ->> 'externalAccountId'
      AND connected_account_id = NEW.connected_account_id AND deleted_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'hold % is about a destination that is still there', NEW.hold_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.source = 'reconciliation' AND NOT EXISTS (SELECT FROM payout_requests WHERE payout_request_id = NEW.payout_request_id AND state = 'cancelled')
    AND NOT EXISTS (SELECT FROM payout_attempts WHERE payout_request_id = NEW.payout_request_id AND payout_id = NEW.evidence ->> 'payoutId') THEN
    RAISE EXCEPTION 'hold % is about a payout of which nobody has said whose it is', NEW.hold_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0113, and a request that is opened again is asked like a new one: what came back is not counted beside others while nothing of it is to
-- leave, and what Stripe refused was asked for before what has left since.
CREATE OR REPLACE FUNCTION guard_policy_lines() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  fewest record;
  beside_day numeric := 0;
  beside_week numeric := 0;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' OR NEW.amount > OLD.amount OR OLD.state IN ('refused', 'returned') THEN
    PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
    IF NOT FOUND OR current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE EXCEPTION 'payout request % is of an enrolled account, and sees what else is asked for it', NEW.payout_request_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT day, week INTO beside_day, beside_week FROM paid_beside(NEW);
  END IF;
  SELECT * INTO fewest FROM least_people(NEW, beside_day, beside_week);
  IF NEW.approvals_needed < fewest.approvals OR role_strictness(NEW.approver_role) < fewest.strictness THEN
    RAISE EXCEPTION 'payout request % needs the people that its policy names', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0114, and the alarm of a forgotten payout is over where people have let it stay.
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
    -- What was forgotten is one of ours after all, or people have cancelled its request and let it stay.
    WHEN 'payout_bypassed' THEN EXISTS (SELECT FROM payout_attempts WHERE payout_id = alarm.subject)
      OR EXISTS (SELECT FROM bypasses AS incident JOIN payout_requests AS request USING (payout_request_id)
        WHERE incident.kind = 'payout' AND incident.subject = alarm.subject AND request.state = 'cancelled')
    WHEN 'dispatch_locked' THEN NOT EXISTS (SELECT FROM dispatch_control WHERE locked_at IS NOT NULL)
    WHEN 'schedule_bypassed' THEN starts_with(alarm.text, 'Stripe has not told whether it pays out ')
      AND kill_switch_covering(alarm.subject, NULL, 'standard') IS NULL
    -- DRILL_DUE_DAYS of lib/kill-switch/drill-due.ts
    WHEN 'drill_due' THEN coalesce((SELECT max(pressed_at) >= now() - interval '30 days' FROM kill_switches
      WHERE is_drill AND stripe_ended_at IS NOT NULL), true)
    ELSE false END
$$;
