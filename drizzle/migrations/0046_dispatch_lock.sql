SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "read_whole_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "unlock_asked_by" text;--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "unlocked_by" text;--> statement-breakpoint
ALTER TABLE "dispatch_control" ADD COLUMN "cluster" text;--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_dispatch_control() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'the epoch only grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.locked_at IS NULL AND NEW.locked_at IS NOT NULL THEN
    -- A call that was permitted before sees that it must not begin any more.
    NEW.epoch := OLD.epoch + 1;
    NEW.read_whole_at := NULL;
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
