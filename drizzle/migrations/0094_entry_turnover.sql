SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "journal_entry_count_changes" ADD COLUMN "turnover" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "journal_entry_counts" ADD COLUMN "turnover" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What the entries of a kind turned over, beside how many there are: their lines come with them in one statement. The settings are
-- those of `check_postings_complete`, which looks each entry up as well.
CREATE FUNCTION note_journal_entry_turnover() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO journal_entry_count_changes (occurred_on, currency, kind, counted, turnover)
  SELECT (entry.effective_at AT TIME ZONE 'UTC')::date, entry.currency, entry.kind, 0, sum(arrived.amount)
  FROM (SELECT journal_entry_id, occurred_at, sum(amount) AS amount FROM new_postings WHERE side = 'debit' GROUP BY 1, 2) AS arrived
  JOIN journal_entries AS entry
    ON entry.journal_entry_id = arrived.journal_entry_id AND entry.occurred_at = arrived.occurred_at
  GROUP BY 1, 2, 3;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION fold_kind_counts() RETURNS integer
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
    SELECT 'month' AS grain, date_trunc('month', occurred_on)::date AS period_on, currency, kind, sum(counted) AS counted,
           sum(turnover) AS turnover
    FROM gone GROUP BY 2, 3, 4
    UNION ALL
    SELECT 'day', occurred_on, currency, kind, sum(counted), sum(turnover) FROM gone GROUP BY 2, 3, 4
  ), stored AS (
    INSERT INTO journal_entry_counts AS stored (grain, period_on, currency, kind, counted, turnover)
    SELECT * FROM parts
    ON CONFLICT ON CONSTRAINT journal_entry_counts_key
      DO UPDATE SET counted = stored.counted + excluded.counted, turnover = stored.turnover + excluded.turnover
    RETURNING 1
  )
  SELECT count(*) INTO of_entries FROM stored;
  RETURN of_events + of_entries;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rebuild_kind_counts() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE stripe_events, journal_entries, postings IN SHARE ROW EXCLUSIVE MODE;
  TRUNCATE stripe_event_counts, stripe_event_count_changes, journal_entry_counts, journal_entry_count_changes;
  INSERT INTO stripe_event_count_changes (occurred_on, type, state, arrived_by, counted)
  SELECT (occurred_at AT TIME ZONE 'UTC')::date, type, state, arrived_by, count(*) FROM stripe_events GROUP BY 1, 2, 3, 4;
  INSERT INTO journal_entry_count_changes (occurred_on, currency, kind, counted, turnover)
  SELECT (effective_at AT TIME ZONE 'UTC')::date, currency, kind, count(*), 0 FROM journal_entries GROUP BY 1, 2, 3;
  INSERT INTO journal_entry_count_changes (occurred_on, currency, kind, counted, turnover)
  SELECT (entry.effective_at AT TIME ZONE 'UTC')::date, entry.currency, entry.kind, 0, sum(line.amount)
  FROM journal_entries AS entry JOIN postings AS line USING (journal_entry_id, occurred_at)
  WHERE line.side = 'debit' GROUP BY 1, 2, 3;
  PERFORM fold_kind_counts();
END $$;
--> statement-breakpoint
CREATE TRIGGER journal_entry_counts_turnover AFTER INSERT ON postings
  REFERENCING NEW TABLE AS new_postings FOR EACH STATEMENT EXECUTE FUNCTION note_journal_entry_turnover();
--> statement-breakpoint
SELECT rebuild_kind_counts();
--> statement-breakpoint
REVOKE ALL ON FUNCTION note_journal_entry_turnover() FROM public;
