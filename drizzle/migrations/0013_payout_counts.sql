-- Every choice of values is served by four indexes that start with all of them; those of single values go.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE TABLE "payout_count_changes" (
	"connected_account_id" text NOT NULL,
	"occurred_on" date NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"method" text NOT NULL,
	"is_automatic" boolean NOT NULL,
	"payouts" bigint NOT NULL,
	"amount" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payout_counts" (
	"connected_account_id" text NOT NULL,
	"grain" text NOT NULL,
	"period_on" date NOT NULL,
	"currency" text NOT NULL,
	"status" text NOT NULL,
	"method" text NOT NULL,
	"is_automatic" boolean NOT NULL,
	"payouts" bigint NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "payout_counts_key" PRIMARY KEY("connected_account_id","grain","period_on","currency","status","method","is_automatic")
);
--> statement-breakpoint
CREATE TABLE "list_export_parts" (
	"list_export_id" text NOT NULL,
	"part" integer NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "list_export_parts_list_export_id_part_pk" PRIMARY KEY("list_export_id","part")
);
--> statement-breakpoint
CREATE TABLE "list_exports" (
	"list_export_id" text PRIMARY KEY NOT NULL,
	"list" text NOT NULL,
	"requested_by" text NOT NULL,
	"query" text NOT NULL,
	"zone" text NOT NULL,
	"state" text NOT NULL,
	"rows_expected" integer NOT NULL,
	"rows_written" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "list_exports_state" CHECK (state in ('queued', 'running', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"saved_view_id" text PRIMARY KEY NOT NULL,
	"list" text NOT NULL,
	"owner_id" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"is_shared" boolean DEFAULT false NOT NULL,
	"default_for_role" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_views_default_is_shared" CHECK (default_for_role is null or is_shared)
);
--> statement-breakpoint
DROP INDEX "payouts_by_currency";--> statement-breakpoint
DROP INDEX "payouts_by_currency_and_status";--> statement-breakpoint
DROP INDEX "payouts_by_method";--> statement-breakpoint
DROP INDEX "payouts_by_automatic";--> statement-breakpoint
DROP INDEX "payouts_by_amount";--> statement-breakpoint
ALTER TABLE "list_export_parts" ADD CONSTRAINT "list_export_parts_export" FOREIGN KEY ("list_export_id") REFERENCES "public"."list_exports"("list_export_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "list_exports_by_person" ON "list_exports" USING btree ("requested_by","created_at");--> statement-breakpoint
CREATE INDEX "list_exports_by_expiry" ON "list_exports" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_name" ON "saved_views" USING btree ("list","owner_id",lower(name));--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_default" ON "saved_views" USING btree ("list","default_for_role") WHERE default_for_role is not null;--> statement-breakpoint
CREATE INDEX "saved_views_shared" ON "saved_views" USING btree ("list","saved_view_id") WHERE is_shared;--> statement-breakpoint
CREATE INDEX "connected_accounts_by_name" ON "connected_accounts" USING gin (to_tsvector('simple', display_name));--> statement-breakpoint
CREATE INDEX "payouts_by_kind_and_time" ON "payouts" USING btree ("currency","status","method","is_automatic","occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_kind_and_amount" ON "payouts" USING btree ("currency","status","method","is_automatic","amount","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_kind_and_arrival" ON "payouts" USING btree ("currency","status","method","is_automatic","arrives_on","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_account_and_kind" ON "payouts" USING btree ("connected_account_id","currency","status","method","is_automatic","occurred_at","payout_id");