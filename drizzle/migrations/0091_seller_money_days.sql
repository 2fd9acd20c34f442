SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "seller_money_changes" (
	"day_on" date NOT NULL,
	"currency" text NOT NULL,
	"ledger_account_code" integer NOT NULL,
	"change" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seller_money_days" (
	"day_on" date NOT NULL,
	"currency" text NOT NULL,
	"ledger_account_code" integer NOT NULL,
	"change" bigint NOT NULL,
	CONSTRAINT "seller_money_days_key" PRIMARY KEY("day_on","currency","ledger_account_code")
);
--> statement-breakpoint
-- What the platform holds for sellers, by day: available, pending, set aside and reserved (lib/ledger/chart-of-accounts.ts).
-- As with the other counts, a statement leaves its differences in its own transaction and waits for nobody; a job folds them.
CREATE FUNCTION note_seller_money() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO seller_money_changes (day_on, currency, ledger_account_code, change)
  SELECT (effective_at AT TIME ZONE 'UTC')::date, currency, ledger_account_code,
         sum(CASE side WHEN 'credit' THEN amount ELSE -amount END)
  FROM new_postings WHERE ledger_account_code IN (2100, 2110, 2140, 2150)
  GROUP BY 1, 2, 3 HAVING sum(CASE side WHEN 'credit' THEN amount ELSE -amount END) <> 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- One folder at a time, and nobody waits for another. Returns how many days changed; for READ COMMITTED.
CREATE FUNCTION fold_seller_money() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE changed integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('fold_seller_money')) THEN RETURN 0; END IF;
  WITH gone AS (
    DELETE FROM seller_money_changes RETURNING *
  ), stored AS (
    INSERT INTO seller_money_days AS stored (day_on, currency, ledger_account_code, change)
    SELECT day_on, currency, ledger_account_code, sum(change) FROM gone GROUP BY 1, 2, 3
    ON CONFLICT ON CONSTRAINT seller_money_days_key DO UPDATE SET change = stored.change + excluded.change
    RETURNING 1
  )
  SELECT count(*) INTO changed FROM stored;
  RETURN changed;
END $$;
--> statement-breakpoint
-- Sums everything anew; for this migration, and for whoever loaded lines with the triggers off.
CREATE FUNCTION rebuild_seller_money() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE postings IN SHARE ROW EXCLUSIVE MODE;
  TRUNCATE seller_money_days, seller_money_changes;
  INSERT INTO seller_money_days (day_on, currency, ledger_account_code, change)
  SELECT (effective_at AT TIME ZONE 'UTC')::date, currency, ledger_account_code,
         sum(CASE side WHEN 'credit' THEN amount ELSE -amount END)
  FROM postings WHERE ledger_account_code IN (2100, 2110, 2140, 2150) GROUP BY 1, 2, 3;
END $$;
--> statement-breakpoint
CREATE TRIGGER seller_money_insert AFTER INSERT ON postings
  REFERENCING NEW TABLE AS new_postings FOR EACH STATEMENT EXECUTE FUNCTION note_seller_money();
--> statement-breakpoint
SELECT rebuild_seller_money();
--> statement-breakpoint
REVOKE ALL ON FUNCTION note_seller_money(), fold_seller_money(), rebuild_seller_money() FROM public;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION fold_seller_money() TO sluice_app;
--> statement-breakpoint
GRANT SELECT ON seller_money_days, seller_money_changes TO sluice_app;
--> statement-breakpoint
-- Sums of all sellers: whoever sees one connected account only sees none of them.
ALTER TABLE seller_money_days ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE seller_money_changes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY application ON seller_money_days TO sluice_app USING (true);
--> statement-breakpoint
CREATE POLICY application ON seller_money_changes TO sluice_app USING (true);
--> statement-breakpoint
ALTER TABLE seller_money_changes SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
