-- A backup that was taken while dispatch was locked and read whole was put back, and opened by that reading, of before: what was sent since was sent again.
SET lock_timeout = '5s';--> statement-breakpoint
-- As in 0114, and a lock that begins anew forgets what was read since the one before it.
CREATE OR REPLACE FUNCTION guard_dispatch_control() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'the epoch only grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.locked_at > coalesce(OLD.locked_at, '-infinity') THEN
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
-- As in 0114, but that a lock may begin anew, as of now; nobody forgets by it since when decisions may be forgotten.
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
  IF NEW.reading_failed_at IS DISTINCT FROM OLD.reading_failed_at AND NEW.reading_failed_at IS NOT NULL
    AND (OLD.locked_at IS NULL OR NEW.reading_failed_at NOT BETWEEN now() AND clock_timestamp()) THEN
    RAISE EXCEPTION 'a reading of Stripe''s lists fails now, while dispatch is locked' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0076, and the lock begins with the Postgres that it is for.
CREATE OR REPLACE FUNCTION guard_cluster() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR ((OLD.cluster IS NULL OR NEW.locked_at BETWEEN now() AND clock_timestamp()) AND NEW.cluster = (
    SELECT system.system_identifier || '/' || checkpoint.timeline_id FROM pg_control_system() AS system, pg_control_checkpoint() AS checkpoint)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'dispatch is of the Postgres that it is in, and locked where it was another' USING ERRCODE = 'integrity_constraint_violation';
END $$;
