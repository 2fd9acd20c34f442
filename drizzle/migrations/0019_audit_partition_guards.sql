SET lock_timeout = '5s';
--> statement-breakpoint
CREATE INDEX "audit_checkpoint_heads_by_account" ON "audit_checkpoint_heads" USING btree ("connected_account_id","sequence");
--> statement-breakpoint
-- Row triggers of a partitioned table reach its partitions by themselves, its TRUNCATE trigger does not: without one of
-- its own, a partition could be emptied by name. New partitions get it as they are made.
CREATE OR REPLACE FUNCTION create_month_partitions(first_month date, last_month date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  parent text;
  month date;
  partition_name text;
  created integer := 0;
BEGIN
  FOREACH parent IN ARRAY ARRAY['stripe_events', 'stripe_event_bodies', 'balance_transactions', 'journal_entries', 'postings'] LOOP
    month := date_trunc('month', first_month);
    WHILE month <= last_month LOOP
      partition_name := parent || to_char(month, '"_"YYYY"_"MM');
      IF to_regclass(partition_name) IS NULL THEN
        EXECUTE format(
          'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L) %s',
          partition_name, parent, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC',
          -- raw bodies stay inline up to a page: they are read whole or not at all
          CASE WHEN parent = 'stripe_event_bodies' THEN 'WITH (toast_tuple_target = 8160)' ELSE '' END
        );
        EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition_name);
        created := created + 1;
      END IF;
      month := month + interval '1 month';
    END LOOP;
  END LOOP;
  RETURN created;
END $$;
--> statement-breakpoint
DO $$
DECLARE partition_name regclass;
BEGIN
  FOR partition_name IN
    SELECT inhrelid::regclass FROM pg_inherits
    WHERE inhparent = ANY (ARRAY['stripe_events', 'stripe_event_bodies', 'balance_transactions', 'journal_entries', 'postings']::regclass[])
  LOOP
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition_name);
  END LOOP;
END $$;
