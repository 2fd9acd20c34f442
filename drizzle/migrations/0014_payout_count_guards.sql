-- Counts and sums of payouts that are always exact, without a row that every writer waits for: statements leave
-- differences behind, one of them at a time folds these into the counts, and a reader adds what is not folded yet.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE FUNCTION fold_payout_counts() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE folded integer;
BEGIN
  -- One folder at a time, so nobody waits for a count. Held to the end of the transaction, like the rows it changes.
  IF NOT pg_try_advisory_xact_lock(hashtext('fold_payout_counts')) THEN RETURN 0; END IF;
  WITH gone AS (
    DELETE FROM payout_count_changes RETURNING *
  ), parts AS (
    SELECT '*' AS connected_account_id, 'month' AS grain, date_trunc('month', occurred_on)::date AS period_on,
           currency, status, method, is_automatic, sum(payouts) AS payouts, sum(amount) AS amount
    FROM gone GROUP BY 3, 4, 5, 6, 7
    UNION ALL
    SELECT '*', 'day', occurred_on, currency, status, method, is_automatic, sum(payouts), sum(amount)
    FROM gone GROUP BY 3, 4, 5, 6, 7
    UNION ALL
    SELECT connected_account_id, 'month', date_trunc('month', occurred_on)::date, currency, status, method, is_automatic,
           sum(payouts), sum(amount)
    FROM gone GROUP BY 1, 3, 4, 5, 6, 7
  ), stored AS (
    INSERT INTO payout_counts AS stored
      (connected_account_id, grain, period_on, currency, status, method, is_automatic, payouts, amount)
    SELECT * FROM parts
    ON CONFLICT (connected_account_id, grain, period_on, currency, status, method, is_automatic) DO UPDATE
      SET payouts = stored.payouts + excluded.payouts, amount = stored.amount + excluded.amount
    RETURNING 1
  )
  SELECT count(*) INTO folded FROM stored;
  RETURN folded;
END $$;
--> statement-breakpoint
CREATE FUNCTION note_payout_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO payout_count_changes (connected_account_id, occurred_on, currency, status, method, is_automatic, payouts, amount)
    SELECT connected_account_id, (occurred_at AT TIME ZONE 'UTC')::date, currency, status, method, is_automatic,
           count(*), sum(amount)
    FROM new_payouts GROUP BY 1, 2, 3, 4, 5, 6;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO payout_count_changes (connected_account_id, occurred_on, currency, status, method, is_automatic, payouts, amount)
    SELECT connected_account_id, (occurred_at AT TIME ZONE 'UTC')::date, currency, status, method, is_automatic,
           -count(*), -sum(amount)
    FROM old_payouts GROUP BY 1, 2, 3, 4, 5, 6;
  ELSE
    INSERT INTO payout_count_changes (connected_account_id, occurred_on, currency, status, method, is_automatic, payouts, amount)
    SELECT connected_account_id, (occurred_at AT TIME ZONE 'UTC')::date, currency, status, method, is_automatic,
           sum(sign), sum(sign * amount)
    FROM (SELECT 1 AS sign, * FROM new_payouts UNION ALL SELECT -1, * FROM old_payouts) AS change
    GROUP BY 1, 2, 3, 4, 5, 6
    HAVING sum(sign) <> 0 OR sum(sign * amount) <> 0;
  END IF;
  -- A snapshot from before the last fold could not delete what that one has deleted.
  IF current_setting('transaction_isolation') = 'read committed'
     AND (SELECT count(*) FROM (SELECT FROM payout_count_changes LIMIT 1001) AS waiting) > 1000 THEN
    PERFORM fold_payout_counts();
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION forget_payout_counts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  TRUNCATE payout_counts, payout_count_changes;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER payout_counts_insert AFTER INSERT ON payouts
  REFERENCING NEW TABLE AS new_payouts FOR EACH STATEMENT EXECUTE FUNCTION note_payout_counts();
--> statement-breakpoint
CREATE TRIGGER payout_counts_update AFTER UPDATE ON payouts
  REFERENCING NEW TABLE AS new_payouts OLD TABLE AS old_payouts FOR EACH STATEMENT EXECUTE FUNCTION note_payout_counts();
--> statement-breakpoint
CREATE TRIGGER payout_counts_delete AFTER DELETE ON payouts
  REFERENCING OLD TABLE AS old_payouts FOR EACH STATEMENT EXECUTE FUNCTION note_payout_counts();
--> statement-breakpoint
CREATE TRIGGER payout_counts_truncate AFTER TRUNCATE ON payouts
  FOR EACH STATEMENT EXECUTE FUNCTION forget_payout_counts();
--> statement-breakpoint
-- Counts everything anew; for this migration, and for whoever loaded payouts with the triggers off.
CREATE FUNCTION rebuild_payout_counts() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE payouts IN SHARE ROW EXCLUSIVE MODE;
  TRUNCATE payout_counts, payout_count_changes;
  INSERT INTO payout_count_changes (connected_account_id, occurred_on, currency, status, method, is_automatic, payouts, amount)
  SELECT connected_account_id, (occurred_at AT TIME ZONE 'UTC')::date, currency, status, method, is_automatic, count(*), sum(amount)
  FROM payouts GROUP BY 1, 2, 3, 4, 5, 6;
  PERFORM fold_payout_counts();
END $$;
--> statement-breakpoint
SELECT rebuild_payout_counts();
--> statement-breakpoint
REVOKE ALL ON FUNCTION fold_payout_counts(), rebuild_payout_counts() FROM public;
--> statement-breakpoint
-- Nobody but the triggers writes the counts.
GRANT SELECT ON payout_counts, payout_count_changes TO sluice_app;
--> statement-breakpoint
ALTER TABLE payout_counts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE payout_count_changes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON payout_counts TO sluice_app USING (true);
--> statement-breakpoint
CREATE POLICY application ON payout_count_changes TO sluice_app USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views, list_exports, list_export_parts TO sluice_app;
--> statement-breakpoint
-- Gzip members do not compress again.
ALTER TABLE list_export_parts ALTER COLUMN body SET STORAGE EXTERNAL;
