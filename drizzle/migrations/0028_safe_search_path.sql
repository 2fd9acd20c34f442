-- A trigger function finds its tables by name, and Postgres looks among a session's temporary tables first: whoever may make
-- one named `journal_entries` could show the guards another truth than the one that is stored. Functions in SQL look up
-- their tables when they are made, and are left as they are: they name none, and are inlined.
SET lock_timeout = '5s';
--> statement-breakpoint
ALTER FUNCTION check_journal_entries_have_postings() SET search_path = public, pg_temp;
--> statement-breakpoint
ALTER FUNCTION check_postings_complete() SET search_path = public, pg_temp;
--> statement-breakpoint
ALTER FUNCTION guard_administrators() SET search_path = public, pg_temp;
--> statement-breakpoint
ALTER FUNCTION refuse_change() SET search_path = public, pg_temp;
--> statement-breakpoint
ALTER FUNCTION stamp_audit_record() SET search_path = public, pg_temp;
--> statement-breakpoint
-- Nothing of ours needs temporary tables but the owner's move of rows between partitions.
DO $$ BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), current_user);
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
