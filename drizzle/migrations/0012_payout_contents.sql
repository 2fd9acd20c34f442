SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "payout_contents" (
	"payout_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"balance_transaction_id" text NOT NULL,
	"connected_account_id" text NOT NULL,
	CONSTRAINT "payout_contents_payout_id_occurred_at_balance_transaction_id_pk" PRIMARY KEY("payout_id","occurred_at","balance_transaction_id")
);
--> statement-breakpoint
ALTER TABLE "invariant_results" ADD COLUMN "covers" text;--> statement-breakpoint
ALTER TABLE "invariant_results" ADD COLUMN "covered_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "invariant_results" ADD COLUMN "notes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "invariant_results" ADD COLUMN "note_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "contents_read_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "contents_count" integer;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "contents_net" bigint;--> statement-breakpoint
CREATE INDEX "invariant_results_full" ON "invariant_results" USING btree ("invariant","ran_at") WHERE covers = 'everything';--> statement-breakpoint
CREATE INDEX "postings_by_effective_time" ON "postings" USING brin ("effective_at") WITH (autosummarize=true);--> statement-breakpoint
CREATE INDEX "payouts_contents_due" ON "payouts" USING btree ("connected_account_id","occurred_at","payout_id") WHERE is_automatic and reconciliation_status = 'completed' and (contents_read_at is null or contents_read_at < paid_seen_at);--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON payout_contents TO sluice_app;--> statement-breakpoint
ALTER TABLE payout_contents ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY application ON payout_contents TO sluice_app USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY account_holder ON payout_contents FOR SELECT TO sluice_account_holder
  USING (connected_account_id = current_setting('sluice.connected_account_id', true));--> statement-breakpoint
GRANT SELECT ON payout_contents TO sluice_account_holder;
