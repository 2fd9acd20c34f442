-- When a hold is first looked at again, and that nobody was told of it yet: the program's own role could place one whose review never
-- comes, or that counts as escalated from its beginning. docs/decisions/0017-payout-control-in-the-database.md
SET lock_timeout = '5s';--> statement-breakpoint
-- Days as REVIEW_DAYS_MAX of lib/holds/schemas.ts, from the beginning of its transaction as lib/holds/insert-hold.ts counts them.
CREATE FUNCTION guard_first_review() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (NEW.review_by <= now() + interval '30 days' AND NEW.escalated_at IS NULL) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a hold is reviewed within 30 days, and escalated by an alarm' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_first_review BEFORE INSERT ON holds FOR EACH ROW EXECUTE FUNCTION guard_first_review();
