-- A unique key of a partitioned table must hold its time, so "one booking per source" and "stored once" ended where somebody
-- named another time. Two plain tables hold them over all months (docs/decisions/0014-once-over-all-months.md).
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "booked_sources" (
	"source_id" text NOT NULL,
	"purpose" text NOT NULL,
	"journal_entry_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	CONSTRAINT "booked_sources_source_id_purpose_pk" PRIMARY KEY("source_id","purpose")
);
--> statement-breakpoint
CREATE TABLE "received_event_ids" (
	"stripe_event_id" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
-- The triggers come before the rows: from here to the commit nobody else writes, so nothing slips in between.
CREATE FUNCTION book_sources_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO booked_sources (source_id, purpose, journal_entry_id, occurred_at)
  SELECT source_id, purpose, journal_entry_id, occurred_at FROM new_entries
  ORDER BY source_id COLLATE "C", purpose COLLATE "C"; -- one lock order for every writer
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER journal_entries_book_once AFTER INSERT ON journal_entries
  REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION book_sources_once();
--> statement-breakpoint
CREATE FUNCTION receive_event_ids_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO received_event_ids (stripe_event_id)
  SELECT stripe_event_id FROM new_events ORDER BY stripe_event_id COLLATE "C";
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stripe_events_receive_once AFTER INSERT ON stripe_events
  REFERENCING NEW TABLE AS new_events FOR EACH STATEMENT EXECUTE FUNCTION receive_event_ids_once();
--> statement-breakpoint
-- What was booked twice before this stays so, and the check of balance transactions goes on naming it.
INSERT INTO booked_sources (source_id, purpose, journal_entry_id, occurred_at)
SELECT source_id, purpose, journal_entry_id, occurred_at FROM journal_entries ORDER BY source_id, purpose, occurred_at
ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO received_event_ids (stripe_event_id) SELECT stripe_event_id FROM stripe_events ORDER BY 1 ON CONFLICT DO NOTHING;
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['booked_sources', 'received_event_ids'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
    -- no rule for holders: whatever is granted one day, they see no row
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('GRANT SELECT ON %I TO sluice_app', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE "journal_entries" DROP CONSTRAINT "journal_entries_one_per_source";--> statement-breakpoint
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_purpose" CHECK ((source_type = 'balance_transaction' and purpose in ('booked', 'booked_reversed', 'booked_again',
        'booked_again_reversed', 'available', 'available_reversed', 'available_again', 'available_again_reversed'))
        or (source_type = 'payout' and purpose in ('settled', 'settled_reversed')));
--> statement-breakpoint
-- Look rows up one by one, always: with the plan of a small table these checks read all entries once per batch.
ALTER FUNCTION check_postings_complete() SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION check_postings_complete() SET enable_hashjoin = off;
--> statement-breakpoint
ALTER FUNCTION check_postings_complete() SET enable_mergejoin = off;
--> statement-breakpoint
ALTER FUNCTION check_journal_entries_have_postings() SET enable_seqscan = off;
--> statement-breakpoint
ALTER FUNCTION check_journal_entries_have_postings() SET enable_hashjoin = off;
--> statement-breakpoint
ALTER FUNCTION check_journal_entries_have_postings() SET enable_mergejoin = off;
--> statement-breakpoint
-- A row dated ahead of its month's partition stands in the default one. It moves when its month is made: before, such a row
-- stopped every new partition of every table. Nobody else can touch the default partition while its guard is off.
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
  FOREACH parent IN ARRAY ARRAY['stripe_events', 'stripe_event_bodies', 'balance_transactions', 'journal_entries', 'postings'] LOOP
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
          -- raw bodies stay inline up to a page: they are read whole or not at all
          CASE WHEN parent = 'stripe_event_bodies' THEN 'WITH (toast_tuple_target = 8160)' ELSE '' END
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
