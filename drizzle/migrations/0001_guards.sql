-- What the database itself holds: roles, append-only tables, balanced entries, running balances, tenant walls, partitions.
SET lock_timeout = '5s';
--> statement-breakpoint
-- Roles belong to the cluster, so another database of it may have made them already, even at this moment.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['sluice_app', 'sluice_account_holder'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
  EXECUTE format('GRANT sluice_app, sluice_account_holder TO %I', current_user);
  GRANT sluice_account_holder TO sluice_app;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO sluice_app, sluice_account_holder;
--> statement-breakpoint
-- The job queue keeps its own tables and migrates them itself.
CREATE SCHEMA IF NOT EXISTS pgboss AUTHORIZATION sluice_app;
--> statement-breakpoint

-- Monthly partitions. The default partitions catch what is older than the first month.
CREATE FUNCTION create_month_partitions(first_month date, last_month date) RETURNS integer
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
        created := created + 1;
      END IF;
      month := month + interval '1 month';
    END LOOP;
  END LOOP;
  RETURN created;
END $$;
--> statement-breakpoint
ALTER TABLE stripe_event_bodies ALTER COLUMN body SET STORAGE EXTERNAL;
--> statement-breakpoint
CREATE TABLE stripe_events_default PARTITION OF stripe_events DEFAULT;
--> statement-breakpoint
CREATE TABLE stripe_event_bodies_default PARTITION OF stripe_event_bodies DEFAULT;
--> statement-breakpoint
CREATE TABLE balance_transactions_default PARTITION OF balance_transactions DEFAULT;
--> statement-breakpoint
CREATE TABLE journal_entries_default PARTITION OF journal_entries DEFAULT;
--> statement-breakpoint
CREATE TABLE postings_default PARTITION OF postings DEFAULT;
--> statement-breakpoint
SELECT create_month_partitions((now() - interval '24 months')::date, (now() + interval '6 months')::date);
--> statement-breakpoint

-- Append-only: for everybody, the owner included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation', HINT = 'Book a reversal or add a correcting row.';
END $$;
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['journal_entries', 'postings', 'stripe_event_bodies', 'audit_records',
                                    'external_account_changes', 'payout_status_changes'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
  END LOOP;
  FOREACH table_name IN ARRAY ARRAY['stripe_events', 'balance_transactions'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
  END LOOP;
END $$;
--> statement-breakpoint

-- An entry and all its lines arrive in one statement; it balances per currency and never gains a line later.
-- Stricter than a check at commit, and one set-based check per batch instead of one per row.
CREATE FUNCTION check_postings_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE offending text;
BEGIN
  SELECT touched.journal_entry_id INTO offending
  FROM (SELECT DISTINCT journal_entry_id, occurred_at FROM new_postings) AS touched
  LEFT JOIN journal_entries AS entry
    ON entry.journal_entry_id = touched.journal_entry_id AND entry.occurred_at = touched.occurred_at
  CROSS JOIN LATERAL (
    SELECT count(*) AS lines,
           bool_and(line.connected_account_id = entry.connected_account_id
                    AND line.currency = entry.currency AND line.effective_at = entry.effective_at) AS belongs,
           sum(CASE line.side WHEN 'debit' THEN line.amount ELSE -line.amount END) AS difference
    FROM postings AS line
    WHERE line.journal_entry_id = touched.journal_entry_id AND line.occurred_at = touched.occurred_at
  ) AS stored
  WHERE entry.journal_entry_id IS NULL OR stored.lines <> entry.posting_count OR NOT stored.belongs OR stored.difference <> 0
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry % does not balance, or its lines are not complete', offending
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION check_journal_entries_have_postings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE offending text;
BEGIN
  SELECT entry.journal_entry_id INTO offending
  FROM new_entries AS entry
  WHERE NOT EXISTS (SELECT FROM postings AS line
                    WHERE line.journal_entry_id = entry.journal_entry_id AND line.occurred_at = entry.occurred_at)
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry % has no postings', offending USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER postings_complete AFTER INSERT ON postings
  REFERENCING NEW TABLE AS new_postings FOR EACH STATEMENT EXECUTE FUNCTION check_postings_complete();
--> statement-breakpoint
CREATE TRIGGER journal_entries_have_postings AFTER INSERT ON journal_entries
  REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION check_journal_entries_have_postings();
--> statement-breakpoint

-- Running balances follow the lines by construction: nobody but this trigger writes them.
CREATE FUNCTION add_to_ledger_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ledger_balances AS balance (connected_account_id, currency, ledger_account_code, debits, credits, posting_count)
  SELECT connected_account_id, currency, ledger_account_code,
         coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0), coalesce(sum(amount) FILTER (WHERE side = 'credit'), 0), count(*)
  FROM new_postings
  GROUP BY 1, 2, 3
  ORDER BY 1, 2, 3 -- one lock order for every writer
  ON CONFLICT (connected_account_id, currency, ledger_account_code) DO UPDATE
    SET debits = balance.debits + excluded.debits,
        credits = balance.credits + excluded.credits,
        posting_count = balance.posting_count + excluded.posting_count;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_balances_follow AFTER INSERT ON postings
  REFERENCING NEW TABLE AS new_postings FOR EACH STATEMENT EXECUTE FUNCTION add_to_ledger_balances();
--> statement-breakpoint

-- Runtime rights: parents only, so that no statement reaches a partition around the triggers and policies.
GRANT SELECT, INSERT ON stripe_events, stripe_event_bodies, balance_transactions, journal_entries, postings,
  external_account_changes, payout_status_changes, audit_records TO sluice_app;
--> statement-breakpoint
GRANT UPDATE (state, attempts, next_attempt_at, last_error, processed_at) ON stripe_events TO sluice_app;
--> statement-breakpoint
GRANT UPDATE (status, posted_at, availability_posted_at) ON balance_transactions TO sluice_app;
--> statement-breakpoint
GRANT SELECT ON ledger_accounts, ledger_balances TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON connected_accounts, external_accounts, stripe_balances, payouts, sync_cursors,
  completeness_counters, event_gaps, sync_runs, operators, operator_sessions, alarms, heartbeats TO sluice_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON invariant_results TO sluice_app;
--> statement-breakpoint
GRANT DELETE ON stripe_balances, heartbeats TO sluice_app;
--> statement-breakpoint
REVOKE ALL ON FUNCTION create_month_partitions(date, date) FROM public;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION create_month_partitions(date, date) TO sluice_app;
--> statement-breakpoint

-- Tenant walls: the application sees all books, an account's holder only the book named in the session setting.
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['connected_accounts', 'external_accounts', 'external_account_changes', 'stripe_balances',
                                    'stripe_events', 'stripe_event_bodies', 'balance_transactions', 'journal_entries', 'postings',
                                    'ledger_balances', 'payouts', 'payout_status_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('CREATE POLICY account_holder ON %I FOR SELECT TO sluice_account_holder '
                   'USING (connected_account_id = current_setting(''sluice.connected_account_id'', true))', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT ON connected_accounts, external_accounts, stripe_balances, balance_transactions, journal_entries, postings,
  ledger_balances, payouts, payout_status_changes TO sluice_account_holder;
