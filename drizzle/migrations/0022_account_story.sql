SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "disputes" (
	"dispute_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"livemode" boolean NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"network_reason_code" text,
	"charge_id" text NOT NULL,
	"payment_intent_id" text,
	"is_charge_refundable" boolean NOT NULL,
	"evidence_due_at" timestamp with time zone,
	"has_evidence" boolean NOT NULL,
	"submission_count" integer NOT NULL,
	"balance_transaction_ids" jsonb NOT NULL,
	"read_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connected_account_notes" (
	"note_version_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "connected_account_notes_note_version_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"note_id" text NOT NULL,
	"version" integer NOT NULL,
	"connected_account_id" text NOT NULL,
	"text" text NOT NULL,
	"is_pinned" boolean NOT NULL,
	"written_by" text NOT NULL,
	"written_by_name" text NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	CONSTRAINT "connected_account_notes_version" CHECK (version >= 1),
	CONSTRAINT "connected_account_notes_text" CHECK (text <> '' and length(text) <= 4000)
);
--> statement-breakpoint
CREATE TABLE "stripe_calls" (
	"object_id" text NOT NULL,
	"called_at" timestamp with time zone NOT NULL,
	"stripe_call_id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "stripe_calls_stripe_call_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connected_account_id" text NOT NULL,
	"method" text NOT NULL,
	"endpoint" text NOT NULL,
	"outcome" text NOT NULL,
	"status_code" integer,
	"stripe_request_id" text,
	"duration_ms" integer NOT NULL,
	"trace_id" text,
	CONSTRAINT "stripe_calls_object_id_called_at_stripe_call_id_pk" PRIMARY KEY("object_id","called_at","stripe_call_id")
);
--> statement-breakpoint
CREATE INDEX "disputes_by_account" ON "disputes" USING btree ("connected_account_id","occurred_at","dispute_id");--> statement-breakpoint
CREATE UNIQUE INDEX "connected_account_notes_once" ON "connected_account_notes" USING btree ("note_id","version");--> statement-breakpoint
CREATE INDEX "connected_account_notes_by_account" ON "connected_account_notes" USING btree ("connected_account_id","written_at","note_version_id");--> statement-breakpoint
CREATE INDEX "stripe_calls_by_time" ON "stripe_calls" USING btree ("called_at");--> statement-breakpoint
CREATE INDEX "stripe_events_of_timeline" ON "stripe_events" USING btree ("connected_account_id","occurred_at","stripe_event_id") WHERE type in ('account.updated', 'account.application.authorized', 'account.application.deauthorized', 'account.external_account.created', 'account.external_account.updated', 'account.external_account.deleted', 'capability.updated', 'balance_settings.updated', 'payout.failed', 'payout.canceled', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_reinstated');--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON disputes TO sluice_app;--> statement-breakpoint
GRANT SELECT, INSERT ON connected_account_notes TO sluice_app;--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON stripe_calls TO sluice_app;--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON connected_account_notes
  FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON connected_account_notes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE disputes ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY application ON disputes TO sluice_app USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY account_holder ON disputes FOR SELECT TO sluice_account_holder
  USING (connected_account_id = current_setting('sluice.connected_account_id', true));--> statement-breakpoint
GRANT SELECT ON disputes TO sluice_account_holder;--> statement-breakpoint
-- What people note about a connected account, and how Sluice reads it, is nothing for its owner: no policy, so not even
-- a grant given by mistake shows them a row.
ALTER TABLE connected_account_notes ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY application ON connected_account_notes TO sluice_app USING (true) WITH CHECK (true);--> statement-breakpoint
ALTER TABLE stripe_calls ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY application ON stripe_calls TO sluice_app USING (true) WITH CHECK (true);
