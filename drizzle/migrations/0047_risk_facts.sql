SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "risk_day_counters" (
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"day" date NOT NULL,
	"charges" bigint NOT NULL,
	"charge_amount" bigint NOT NULL,
	"declines" bigint NOT NULL,
	"high_risk" bigint NOT NULL,
	"refunds" bigint NOT NULL,
	"refund_amount" bigint NOT NULL,
	"platform_refunds" bigint NOT NULL,
	"disputes" bigint NOT NULL,
	"dispute_amount" bigint NOT NULL,
	CONSTRAINT "risk_day_counters_connected_account_id_currency_day_pk" PRIMARY KEY("connected_account_id","currency","day")
);
--> statement-breakpoint
CREATE TABLE "risk_due" (
	"connected_account_id" text PRIMARY KEY NOT NULL,
	"due_since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "risk_facts" (
	"connected_account_id" text NOT NULL,
	"kind" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"stripe_id" text NOT NULL,
	"charge_id" text,
	"currency" text,
	"amount" bigint,
	"card_country" text,
	"card_hash" text,
	"risk_level" text,
	"reason" text,
	"is_platform_made" boolean NOT NULL,
	"is_platform_charge" boolean NOT NULL,
	"stripe_event_id" text NOT NULL,
	"learned_at" timestamp with time zone NOT NULL,
	"is_late" boolean NOT NULL,
	CONSTRAINT "risk_facts_connected_account_id_kind_occurred_at_stripe_id_pk" PRIMARY KEY("connected_account_id","kind","occurred_at","stripe_id"),
	CONSTRAINT "risk_facts_kind" CHECK (kind in ('charge', 'decline', 'refund', 'dispute', 'warning', 'transfer')),
	CONSTRAINT "risk_facts_money" CHECK ((kind = 'warning') = (currency is null) and (kind = 'warning') = (amount is null))
) PARTITION BY RANGE ("occurred_at");
--> statement-breakpoint
CREATE TABLE "risk_hour_counters" (
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"charges" bigint NOT NULL,
	"charge_amount" bigint NOT NULL,
	"declines" bigint NOT NULL,
	"high_risk" bigint NOT NULL,
	"refunds" bigint NOT NULL,
	"refund_amount" bigint NOT NULL,
	"platform_refunds" bigint NOT NULL,
	"disputes" bigint NOT NULL,
	"dispute_amount" bigint NOT NULL,
	CONSTRAINT "risk_hour_counters_connected_account_id_currency_hour_pk" PRIMARY KEY("connected_account_id","currency","hour")
);
--> statement-breakpoint
CREATE TABLE "risk_seen" (
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"learned_at" timestamp with time zone NOT NULL,
	CONSTRAINT "risk_seen_kind_value_connected_account_id_first_seen_at_pk" PRIMARY KEY("kind","value","connected_account_id","first_seen_at"),
	CONSTRAINT "risk_seen_kind" CHECK (kind in ('card', 'country'))
);
--> statement-breakpoint
CREATE INDEX "risk_due_oldest" ON "risk_due" USING btree ("due_since");--> statement-breakpoint
CREATE INDEX "risk_facts_of_platform_charges" ON "risk_facts" USING btree ("charge_id") WHERE is_platform_charge;--> statement-breakpoint
CREATE INDEX "risk_facts_late" ON "risk_facts" USING btree ("connected_account_id","learned_at") WHERE is_late;--> statement-breakpoint
CREATE INDEX "external_accounts_by_fingerprint" ON "external_accounts" USING btree ("fingerprint");
--> statement-breakpoint
CREATE TABLE risk_facts_default PARTITION OF risk_facts DEFAULT;
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON risk_facts_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
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
--> statement-breakpoint
SELECT create_month_partitions((now() - interval '24 months')::date, (now() + interval '6 months')::date);
--> statement-breakpoint
-- Counters, sightings and what is due follow the rows that were really inserted, by construction: a repetition inserts none.
-- Looks rows up one by one, always: the plan of a small table would outlive its smallness.
CREATE FUNCTION follow_risk_facts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM new_facts WHERE connected_account_id <> 'platform') THEN
    RETURN NULL;
  END IF;
  WITH counted AS (
    SELECT connected_account_id, currency, date_trunc('hour', occurred_at, 'UTC') AS hour,
           count(*) FILTER (WHERE kind = 'charge') AS charges,
           coalesce(sum(amount) FILTER (WHERE kind = 'charge'), 0)::bigint AS charge_amount,
           count(*) FILTER (WHERE kind = 'decline') AS declines,
           count(*) FILTER (WHERE kind IN ('charge', 'decline') AND risk_level IN ('elevated', 'highest')) AS high_risk,
           count(*) FILTER (WHERE kind = 'refund' AND NOT is_platform_made) AS refunds,
           coalesce(sum(amount) FILTER (WHERE kind = 'refund' AND NOT is_platform_made), 0)::bigint AS refund_amount,
           count(*) FILTER (WHERE kind = 'refund' AND is_platform_made) AS platform_refunds,
           count(*) FILTER (WHERE kind = 'dispute') AS disputes,
           coalesce(sum(amount) FILTER (WHERE kind = 'dispute'), 0)::bigint AS dispute_amount
    FROM new_facts
    WHERE connected_account_id <> 'platform' AND kind NOT IN ('warning', 'transfer')
    GROUP BY 1, 2, 3
  ), hours AS (
    INSERT INTO risk_hour_counters AS counter (connected_account_id, currency, hour, charges, charge_amount, declines, high_risk,
      refunds, refund_amount, platform_refunds, disputes, dispute_amount)
    SELECT connected_account_id, currency, hour, charges, charge_amount, declines, high_risk, refunds, refund_amount,
           platform_refunds, disputes, dispute_amount
    FROM counted
    ORDER BY 1, 2, 3 -- one lock order for every writer
    ON CONFLICT (connected_account_id, currency, hour) DO UPDATE
      SET charges = counter.charges + excluded.charges, charge_amount = counter.charge_amount + excluded.charge_amount,
          declines = counter.declines + excluded.declines, high_risk = counter.high_risk + excluded.high_risk,
          refunds = counter.refunds + excluded.refunds, refund_amount = counter.refund_amount + excluded.refund_amount,
          platform_refunds = counter.platform_refunds + excluded.platform_refunds,
          disputes = counter.disputes + excluded.disputes, dispute_amount = counter.dispute_amount + excluded.dispute_amount
  )
  INSERT INTO risk_day_counters AS counter (connected_account_id, currency, day, charges, charge_amount, declines, high_risk,
    refunds, refund_amount, platform_refunds, disputes, dispute_amount)
  SELECT connected_account_id, currency, (hour AT TIME ZONE 'UTC')::date, sum(charges), sum(charge_amount), sum(declines), sum(high_risk),
         sum(refunds), sum(refund_amount), sum(platform_refunds), sum(disputes), sum(dispute_amount)
  FROM counted
  GROUP BY 1, 2, 3
  ORDER BY 1, 2, 3
  ON CONFLICT (connected_account_id, currency, day) DO UPDATE
    SET charges = counter.charges + excluded.charges, charge_amount = counter.charge_amount + excluded.charge_amount,
        declines = counter.declines + excluded.declines, high_risk = counter.high_risk + excluded.high_risk,
        refunds = counter.refunds + excluded.refunds, refund_amount = counter.refund_amount + excluded.refund_amount,
        platform_refunds = counter.platform_refunds + excluded.platform_refunds,
        disputes = counter.disputes + excluded.disputes, dispute_amount = counter.dispute_amount + excluded.dispute_amount;

  INSERT INTO risk_seen (kind, value, connected_account_id, first_seen_at, learned_at)
  SELECT seen.kind, seen.value, fact.connected_account_id, min(fact.occurred_at), min(fact.learned_at)
  FROM new_facts AS fact
  CROSS JOIN LATERAL (VALUES ('card', fact.card_hash), ('country', fact.card_country)) AS seen (kind, value)
  WHERE fact.connected_account_id <> 'platform' AND fact.kind IN ('charge', 'decline') AND seen.value IS NOT NULL
  GROUP BY 1, 2, 3
  HAVING NOT EXISTS (
    SELECT FROM risk_seen AS earlier
    WHERE earlier.kind = seen.kind AND earlier.value = seen.value AND earlier.connected_account_id = fact.connected_account_id
      AND earlier.first_seen_at <= min(fact.occurred_at))
  ORDER BY 1, 2, 3;

  INSERT INTO risk_due (connected_account_id, due_since)
  SELECT DISTINCT connected_account_id, now() FROM new_facts WHERE connected_account_id <> 'platform'
  ORDER BY 1
  ON CONFLICT (connected_account_id) DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER follow AFTER INSERT ON risk_facts
  REFERENCING NEW TABLE AS new_facts FOR EACH STATEMENT EXECUTE FUNCTION follow_risk_facts();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['risk_facts', 'risk_seen'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
  END LOOP;
  -- What Sluice thinks of a seller is nothing for the seller: no policy, so not even a grant given by mistake shows a row.
  FOREACH table_name IN ARRAY ARRAY['risk_facts', 'risk_hour_counters', 'risk_day_counters', 'risk_seen', 'risk_due'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('GRANT SELECT ON %I TO sluice_app', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT INSERT ON risk_facts TO sluice_app;
