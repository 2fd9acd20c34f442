SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "connected_accounts" (
	"connected_account_id" text PRIMARY KEY NOT NULL,
	"livemode" boolean NOT NULL,
	"api_generation" text NOT NULL,
	"display_name" text NOT NULL,
	"country" text,
	"default_currency" text,
	"business_type" text,
	"controller_type" text,
	"is_controller" boolean,
	"dashboard" text,
	"fees_payer" text,
	"losses_payments" text,
	"requirement_collection" text,
	"charges_enabled" boolean NOT NULL,
	"payouts_enabled" boolean NOT NULL,
	"details_submitted" boolean NOT NULL,
	"disabled_reason" text,
	"current_deadline" timestamp with time zone,
	"requirements" jsonb NOT NULL,
	"future_requirements" jsonb NOT NULL,
	"capabilities" jsonb NOT NULL,
	"payout_interval" text,
	"payouts_status" text,
	"delay_days" integer,
	"debit_negative_balances" boolean,
	"minimum_balances" jsonb NOT NULL,
	"automatic_transfer_rules" jsonb NOT NULL,
	"lock_strength" text NOT NULL,
	"lock_reasons" jsonb NOT NULL,
	"lock_next_step" text,
	"settings_read_at" timestamp with time zone,
	"deauthorized_at" timestamp with time zone,
	"created_at_stripe" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "connected_accounts_lock_strength" CHECK (lock_strength in ('platform_balance', 'manual_sole_payer', 'manual_holder_can_pay', 'automatic', 'unknown'))
);
--> statement-breakpoint
CREATE TABLE "external_account_changes" (
	"external_account_change_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "external_account_changes_external_account_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connected_account_id" text NOT NULL,
	"external_account_id" text NOT NULL,
	"change" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "external_account_changes_change" CHECK (change in ('added', 'changed', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "external_accounts" (
	"external_account_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text,
	"country" text,
	"last4" text NOT NULL,
	"institution" text,
	"holder_name" text,
	"fingerprint" text,
	"status" text,
	"is_default_for_currency" boolean NOT NULL,
	"payout_methods" jsonb NOT NULL,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	"read_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stripe_balances" (
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"available" bigint NOT NULL,
	"pending" bigint NOT NULL,
	"connect_reserved" bigint NOT NULL,
	"instant_available" bigint,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stripe_balances_connected_account_id_currency_pk" PRIMARY KEY("connected_account_id","currency")
);
--> statement-breakpoint
CREATE TABLE "alarms" (
	"alarm_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alarms_alarm_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"raised_at" timestamp with time zone DEFAULT now() NOT NULL,
	"occurrences" integer DEFAULT 1 NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_records" (
	"audit_record_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_records_audit_record_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"outcome" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "heartbeats" (
	"name" text PRIMARY KEY NOT NULL,
	"beat_at" timestamp with time zone NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "operator_sessions" (
	"session_id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "operators" (
	"operator_id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"is_demo_persona" boolean DEFAULT false NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "operators_role" CHECK (role in ('viewer', 'finance_operator', 'risk_reviewer', 'administrator'))
);
--> statement-breakpoint
CREATE TABLE "balance_transactions" (
	"balance_transaction_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"net" bigint NOT NULL,
	"fee_details" jsonb NOT NULL,
	"type" text NOT NULL,
	"reporting_category" text NOT NULL,
	"balance_type" text NOT NULL,
	"status" text NOT NULL,
	"available_at" timestamp with time zone NOT NULL,
	"source_id" text,
	"exchange_rate" text,
	"description" text,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"posted_at" timestamp with time zone,
	"availability_posted_at" timestamp with time zone,
	CONSTRAINT "balance_transactions_balance_transaction_id_occurred_at_pk" PRIMARY KEY("balance_transaction_id","occurred_at"),
	CONSTRAINT "balance_transactions_net" CHECK (net = amount - fee),
	CONSTRAINT "balance_transactions_status" CHECK (status in ('pending', 'available'))
) PARTITION BY RANGE ("occurred_at");
--> statement-breakpoint
CREATE TABLE "invariant_results" (
	"run_id" text NOT NULL,
	"invariant" text NOT NULL,
	"ran_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"rows_checked" bigint NOT NULL,
	"finding_count" integer NOT NULL,
	"findings" jsonb NOT NULL,
	"duration_ms" integer NOT NULL,
	CONSTRAINT "invariant_results_invariant_ran_at_run_id_pk" PRIMARY KEY("invariant","ran_at","run_id")
);
--> statement-breakpoint
CREATE TABLE "journal_entries" (
	"journal_entry_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"source_type" text NOT NULL,
	"source_id" text NOT NULL,
	"purpose" text NOT NULL,
	"kind" text NOT NULL,
	"description" text NOT NULL,
	"reverses_journal_entry_id" text,
	"posting_count" smallint NOT NULL,
	"posted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "journal_entries_journal_entry_id_occurred_at_pk" PRIMARY KEY("journal_entry_id","occurred_at"),
	CONSTRAINT "journal_entries_one_per_source" UNIQUE("source_type","source_id","purpose","occurred_at"),
	CONSTRAINT "journal_entries_posting_count" CHECK (posting_count >= 2)
) PARTITION BY RANGE ("occurred_at");
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"code" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"class" text NOT NULL,
	"normal_side" text NOT NULL,
	"explanation" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_balances" (
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"ledger_account_code" integer NOT NULL,
	"debits" bigint NOT NULL,
	"credits" bigint NOT NULL,
	"posting_count" bigint NOT NULL,
	CONSTRAINT "ledger_balances_connected_account_id_currency_ledger_account_code_pk" PRIMARY KEY("connected_account_id","currency","ledger_account_code")
);
--> statement-breakpoint
CREATE TABLE "postings" (
	"journal_entry_id" text NOT NULL,
	"line" smallint NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"effective_at" timestamp with time zone NOT NULL,
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"ledger_account_code" integer NOT NULL,
	"side" text NOT NULL,
	"amount" bigint NOT NULL,
	"component" text NOT NULL,
	CONSTRAINT "postings_journal_entry_id_line_occurred_at_pk" PRIMARY KEY("journal_entry_id","line","occurred_at"),
	CONSTRAINT "postings_amount_positive" CHECK (amount > 0),
	CONSTRAINT "postings_side" CHECK (side in ('debit', 'credit')),
	CONSTRAINT "postings_currency" CHECK (currency ~ '^[a-z]{3}$')
) PARTITION BY RANGE ("occurred_at");
--> statement-breakpoint
CREATE TABLE "payout_status_changes" (
	"payout_status_change_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payout_status_changes_payout_status_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"payout_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"status" text NOT NULL,
	"failure_code" text,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"payout_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"method" text NOT NULL,
	"is_automatic" boolean NOT NULL,
	"arrives_on" date NOT NULL,
	"destination_id" text,
	"balance_transaction_id" text,
	"failure_balance_transaction_id" text,
	"failure_code" text,
	"failure_message" text,
	"trace_status" text,
	"trace_value" text,
	"original_payout_id" text,
	"reversed_by_payout_id" text,
	"reconciliation_status" text,
	"source_type" text,
	"statement_descriptor" text,
	"metadata" jsonb NOT NULL,
	"paid_seen_at" timestamp with time zone,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payouts_payout_id_pk" PRIMARY KEY("payout_id")
);
--> statement-breakpoint
CREATE TABLE "completeness_counters" (
	"connected_account_id" text NOT NULL,
	"object" text NOT NULL,
	"day" date NOT NULL,
	"listed" integer NOT NULL,
	"stored" integer NOT NULL,
	"arrived_by_webhook" integer NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "completeness_counters_connected_account_id_object_day_pk" PRIMARY KEY("connected_account_id","object","day")
);
--> statement-breakpoint
CREATE TABLE "event_gaps" (
	"event_gap_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_gaps_event_gap_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"endpoint_kind" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"events_missed" integer NOT NULL,
	"detected_at" timestamp with time zone DEFAULT now() NOT NULL,
	"filled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "stripe_event_bodies" (
	"stripe_event_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"connected_account_id" text NOT NULL,
	"body" text NOT NULL,
	"signature_header" text,
	CONSTRAINT "stripe_event_bodies_stripe_event_id_occurred_at_pk" PRIMARY KEY("stripe_event_id","occurred_at")
) PARTITION BY RANGE ("occurred_at");
--> statement-breakpoint
CREATE TABLE "stripe_events" (
	"stripe_event_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"connected_account_id" text NOT NULL,
	"type" text NOT NULL,
	"livemode" boolean NOT NULL,
	"api_version" text,
	"endpoint_kind" text NOT NULL,
	"arrived_by" text NOT NULL,
	"object_type" text,
	"object_id" text,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text DEFAULT 'received' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_error" text,
	"processed_at" timestamp with time zone,
	CONSTRAINT "stripe_events_stripe_event_id_occurred_at_pk" PRIMARY KEY("stripe_event_id","occurred_at"),
	CONSTRAINT "stripe_events_endpoint_kind" CHECK (endpoint_kind in ('account', 'connect')),
	CONSTRAINT "stripe_events_arrived_by" CHECK (arrived_by in ('webhook', 'backfill')),
	CONSTRAINT "stripe_events_state" CHECK (state in ('received', 'processed', 'ignored', 'failed'))
) PARTITION BY RANGE ("occurred_at");
--> statement-breakpoint
CREATE TABLE "sync_cursors" (
	"connected_account_id" text NOT NULL,
	"object" text NOT NULL,
	"low_water_at" timestamp with time zone NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sync_cursors_connected_account_id_object_pk" PRIMARY KEY("connected_account_id","object")
);
--> statement-breakpoint
CREATE TABLE "sync_runs" (
	"sync_run_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"scope" text NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"units_done" integer DEFAULT 0 NOT NULL,
	"units_total" integer,
	"objects_listed" integer DEFAULT 0 NOT NULL,
	"objects_added" integer DEFAULT 0 NOT NULL,
	"message" text,
	"requested_by" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stop_requested_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "operator_sessions" ADD CONSTRAINT "operator_sessions_operator_id_operators_operator_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("operator_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_ledger_account_code_ledger_accounts_code_fk" FOREIGN KEY ("ledger_account_code") REFERENCES "public"."ledger_accounts"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connected_accounts_by_creation" ON "connected_accounts" USING btree ("created_at_stripe","connected_account_id");--> statement-breakpoint
CREATE INDEX "connected_accounts_by_lock" ON "connected_accounts" USING btree ("lock_strength","created_at_stripe","connected_account_id");--> statement-breakpoint
CREATE INDEX "connected_accounts_by_country" ON "connected_accounts" USING btree ("country","created_at_stripe","connected_account_id");--> statement-breakpoint
CREATE INDEX "external_account_changes_by_account" ON "external_account_changes" USING btree ("connected_account_id","seen_at","external_account_change_id");--> statement-breakpoint
CREATE INDEX "external_accounts_by_account" ON "external_accounts" USING btree ("connected_account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alarms_open_once" ON "alarms" USING btree ("kind","subject") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "alarms_by_time" ON "alarms" USING btree ("raised_at","alarm_id");--> statement-breakpoint
CREATE INDEX "audit_records_by_time" ON "audit_records" USING btree ("recorded_at","audit_record_id");--> statement-breakpoint
CREATE INDEX "audit_records_by_subject" ON "audit_records" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "operator_sessions_by_operator" ON "operator_sessions" USING btree ("operator_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "operators_email" ON "operators" USING btree (lower(email));--> statement-breakpoint
CREATE INDEX "balance_transactions_by_account" ON "balance_transactions" USING btree ("connected_account_id","currency","occurred_at","balance_transaction_id");--> statement-breakpoint
CREATE INDEX "balance_transactions_by_source" ON "balance_transactions" USING btree ("source_id","occurred_at");--> statement-breakpoint
CREATE INDEX "balance_transactions_unposted" ON "balance_transactions" USING btree ("occurred_at","balance_transaction_id") WHERE posted_at is null;--> statement-breakpoint
CREATE INDEX "balance_transactions_unavailable" ON "balance_transactions" USING btree ("available_at") WHERE availability_posted_at is null;--> statement-breakpoint
CREATE INDEX "invariant_results_by_time" ON "invariant_results" USING btree ("ran_at");--> statement-breakpoint
CREATE INDEX "journal_entries_by_time" ON "journal_entries" USING btree ("effective_at","journal_entry_id");--> statement-breakpoint
CREATE INDEX "journal_entries_by_account" ON "journal_entries" USING btree ("connected_account_id","effective_at","journal_entry_id");--> statement-breakpoint
CREATE INDEX "journal_entries_by_source" ON "journal_entries" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "postings_by_ledger_account" ON "postings" USING btree ("connected_account_id","currency","ledger_account_code","effective_at","journal_entry_id","line");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_status_changes_once" ON "payout_status_changes" USING btree ("payout_id","status",coalesce(failure_code, ''));--> statement-breakpoint
CREATE INDEX "payouts_by_time" ON "payouts" USING btree ("occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_status" ON "payouts" USING btree ("status","occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_account" ON "payouts" USING btree ("connected_account_id","occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_currency" ON "payouts" USING btree ("currency","occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_currency_and_status" ON "payouts" USING btree ("currency","status","occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "completeness_incomplete" ON "completeness_counters" USING btree ("day") WHERE stored < listed;--> statement-breakpoint
CREATE INDEX "stripe_events_by_time" ON "stripe_events" USING btree ("occurred_at","stripe_event_id");--> statement-breakpoint
CREATE INDEX "stripe_events_by_type" ON "stripe_events" USING btree ("type","occurred_at","stripe_event_id");--> statement-breakpoint
CREATE INDEX "stripe_events_by_account" ON "stripe_events" USING btree ("connected_account_id","occurred_at","stripe_event_id");--> statement-breakpoint
CREATE INDEX "stripe_events_by_object" ON "stripe_events" USING btree ("object_id","occurred_at");--> statement-breakpoint
CREATE INDEX "stripe_events_waiting" ON "stripe_events" USING btree ("next_attempt_at") WHERE state = 'received';--> statement-breakpoint
CREATE INDEX "stripe_events_failed" ON "stripe_events" USING btree ("occurred_at","stripe_event_id") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "stripe_events_found_by_backfill" ON "stripe_events" USING btree ("occurred_at") WHERE arrived_by = 'backfill';--> statement-breakpoint
CREATE INDEX "sync_runs_by_time" ON "sync_runs" USING btree ("started_at","sync_run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_runs_one_running" ON "sync_runs" USING btree ("kind","scope") WHERE state = 'running';