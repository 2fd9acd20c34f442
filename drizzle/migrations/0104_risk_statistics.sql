-- What a decision of risk reads is analysed when it has grown by half. Its plans are the same whatever statistics say (0070), but each
-- analysis and each vacuum makes every connection plan anew, 16 ms of processor where a decision takes 3, and analysing a month takes
-- a core a quarter of a second: at a tenth of growth that was the last hundredth of the decisions. docs/decisions/0044
SET lock_timeout = '5s';--> statement-breakpoint
CREATE OR REPLACE FUNCTION create_month_partitions(first_month date, last_month date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
  parent text;
  month date;
  month_start timestamptz;
  month_end timestamptz;
  partition_name text;
  is_early boolean;
  created integer := 0;
BEGIN
  FOREACH parent IN ARRAY ARRAY['stripe_events', 'stripe_event_bodies', 'balance_transactions', 'journal_entries', 'postings', 'risk_facts'] LOOP
    month := date_trunc('month', first_month);
    WHILE month <= last_month LOOP
      partition_name := parent || to_char(month, '"_"YYYY"_"MM');
      month_start := month::timestamp AT TIME ZONE 'UTC';
      month_end := (month + interval '1 month') AT TIME ZONE 'UTC';
      IF to_regclass(partition_name) IS NULL THEN
        EXECUTE format('LOCK TABLE ONLY %I, ONLY %I IN ACCESS EXCLUSIVE MODE', parent, parent || '_default');
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE occurred_at >= $1 AND occurred_at < $2)', parent || '_default')
          INTO is_early USING month_start, month_end;
        IF is_early THEN
          EXECUTE format('CREATE TEMPORARY TABLE early_rows ON COMMIT DROP AS SELECT * FROM %I WHERE occurred_at >= %L AND occurred_at < %L',
                         parent || '_default', month_start, month_end);
          EXECUTE format('ALTER TABLE %I DISABLE TRIGGER append_only', parent || '_default');
          EXECUTE format('DELETE FROM %I WHERE occurred_at >= %L AND occurred_at < %L', parent || '_default', month_start, month_end);
          EXECUTE format('ALTER TABLE %I ENABLE TRIGGER append_only', parent || '_default');
        END IF;
        EXECUTE format(
          'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L) %s',
          partition_name, parent, month_start, month_end,
          CASE parent
            -- raw bodies stay inline up to a page: they are read whole or not at all
            WHEN 'stripe_event_bodies' THEN 'WITH (toast_tuple_target = 8160)'
            -- by half, as all that a decision reads
            WHEN 'risk_facts' THEN 'WITH (autovacuum_analyze_scale_factor = 0.5, autovacuum_vacuum_insert_scale_factor = 0.5)'
            ELSE ''
          END
        );
        EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition_name);
        IF is_early THEN
          -- into the partition itself: the parent's triggers have seen these rows
          EXECUTE format('INSERT INTO %I SELECT * FROM early_rows', partition_name);
          DROP TABLE early_rows;
        END IF;
        created := created + 1;
      END IF;
      month := month + interval '1 month';
    END LOOP;
  END LOOP;
  RETURN created;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'risk_facts'::regclass LOOP
    EXECUTE format('ALTER TABLE %s SET (autovacuum_analyze_scale_factor = 0.5, autovacuum_vacuum_insert_scale_factor = 0.5)', part);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE risk_seen SET (autovacuum_analyze_scale_factor = 0.5, autovacuum_vacuum_insert_scale_factor = 0.5);
--> statement-breakpoint
ALTER TABLE risk_hour_counters SET (autovacuum_analyze_scale_factor = 0.5, autovacuum_vacuum_insert_scale_factor = 0.5);
--> statement-breakpoint
-- Of days nearly every write is one more of today, which changes nothing that statistics say: the rows of a day are a few in a hundred.
ALTER TABLE risk_day_counters SET (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 100000);
