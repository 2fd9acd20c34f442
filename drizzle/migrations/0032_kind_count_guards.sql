-- Counts of events and journal entries by kind that are always exact, without a row that every writer waits for: a statement
-- leaves its differences behind, one row per day and kind, in its own transaction; a job folds them; a reader adds the rest.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE FUNCTION note_stripe_event_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO stripe_event_count_changes (occurred_on, type, state, arrived_by, counted)
    SELECT (occurred_at AT TIME ZONE 'UTC')::date, type, state, arrived_by, count(*) FROM new_events GROUP BY 1, 2, 3, 4;
  ELSE
    INSERT INTO stripe_event_count_changes (occurred_on, type, state, arrived_by, counted)
    SELECT (occurred_at AT TIME ZONE 'UTC')::date, type, state, arrived_by, sum(sign)
    FROM (SELECT 1 AS sign, occurred_at, type, state, arrived_by FROM new_events
          UNION ALL SELECT -1, occurred_at, type, state, arrived_by FROM old_events) AS change
    GROUP BY 1, 2, 3, 4 HAVING sum(sign) <> 0;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stripe_event_counts_insert AFTER INSERT ON stripe_events
  REFERENCING NEW TABLE AS new_events FOR EACH STATEMENT EXECUTE FUNCTION note_stripe_event_counts();
--> statement-breakpoint
CREATE TRIGGER stripe_event_counts_update AFTER UPDATE ON stripe_events
  REFERENCING NEW TABLE AS new_events OLD TABLE AS old_events FOR EACH STATEMENT EXECUTE FUNCTION note_stripe_event_counts();
--> statement-breakpoint
CREATE FUNCTION note_journal_entry_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO journal_entry_count_changes (occurred_on, currency, kind, counted)
  SELECT (effective_at AT TIME ZONE 'UTC')::date, currency, kind, count(*) FROM new_entries GROUP BY 1, 2, 3;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER journal_entry_counts_insert AFTER INSERT ON journal_entries
  REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION note_journal_entry_counts();
--> statement-breakpoint
-- Returns how many counts changed. One folder at a time, and nobody waits for another; a snapshot from before the last fold
-- could not delete what that one has deleted, so this is for READ COMMITTED, and for the end of a short transaction.
CREATE FUNCTION fold_kind_counts() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  of_events integer;
  of_entries integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('fold_kind_counts')) THEN RETURN 0; END IF;
  WITH gone AS (
    DELETE FROM stripe_event_count_changes RETURNING *
  ), parts AS (
    SELECT 'month' AS grain, date_trunc('month', occurred_on)::date AS period_on, type, state, arrived_by, sum(counted) AS counted
    FROM gone GROUP BY 2, 3, 4, 5
    UNION ALL
    SELECT 'day', occurred_on, type, state, arrived_by, sum(counted) FROM gone GROUP BY 2, 3, 4, 5
  ), stored AS (
    INSERT INTO stripe_event_counts AS stored (grain, period_on, type, state, arrived_by, counted)
    SELECT * FROM parts WHERE counted <> 0
    ON CONFLICT ON CONSTRAINT stripe_event_counts_key DO UPDATE SET counted = stored.counted + excluded.counted
    RETURNING 1
  )
  SELECT count(*) INTO of_events FROM stored;
  WITH gone AS (
    DELETE FROM journal_entry_count_changes RETURNING *
  ), parts AS (
    SELECT 'month' AS grain, date_trunc('month', occurred_on)::date AS period_on, currency, kind, sum(counted) AS counted
    FROM gone GROUP BY 2, 3, 4
    UNION ALL
    SELECT 'day', occurred_on, currency, kind, sum(counted) FROM gone GROUP BY 2, 3, 4
  ), stored AS (
    INSERT INTO journal_entry_counts AS stored (grain, period_on, currency, kind, counted)
    SELECT * FROM parts
    ON CONFLICT ON CONSTRAINT journal_entry_counts_key DO UPDATE SET counted = stored.counted + excluded.counted
    RETURNING 1
  )
  SELECT count(*) INTO of_entries FROM stored;
  RETURN of_events + of_entries;
END $$;
--> statement-breakpoint
-- Counts everything anew; for this migration, and for whoever loaded rows with the triggers off.
CREATE FUNCTION rebuild_kind_counts() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE stripe_events, journal_entries IN SHARE ROW EXCLUSIVE MODE;
  TRUNCATE stripe_event_counts, stripe_event_count_changes, journal_entry_counts, journal_entry_count_changes;
  INSERT INTO stripe_event_count_changes (occurred_on, type, state, arrived_by, counted)
  SELECT (occurred_at AT TIME ZONE 'UTC')::date, type, state, arrived_by, count(*) FROM stripe_events GROUP BY 1, 2, 3, 4;
  INSERT INTO journal_entry_count_changes (occurred_on, currency, kind, counted)
  SELECT (effective_at AT TIME ZONE 'UTC')::date, currency, kind, count(*) FROM journal_entries GROUP BY 1, 2, 3;
  PERFORM fold_kind_counts();
END $$;
--> statement-breakpoint
SELECT rebuild_kind_counts();
--> statement-breakpoint
REVOKE ALL ON FUNCTION fold_kind_counts(), rebuild_kind_counts() FROM public;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION fold_kind_counts() TO sluice_app;
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  -- Nobody but these functions writes the counts, and whoever sees one connected account only sees none of them.
  FOREACH table_name IN ARRAY ARRAY['stripe_event_counts', 'journal_entry_counts', 'stripe_event_count_changes', 'journal_entry_count_changes'] LOOP
    EXECUTE format('GRANT SELECT ON %I TO sluice_app', table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true)', table_name);
  END LOOP;
  -- Every reader goes through what waits, so what is folded goes soon.
  FOREACH table_name IN ARRAY ARRAY['stripe_event_count_changes', 'journal_entry_count_changes'] LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
-- Counters of deliveries are kept for a while only.
GRANT DELETE ON delivery_counts TO sluice_app;
