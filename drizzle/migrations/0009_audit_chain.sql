SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "audit_chains" (
	"connected_account_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"is_ahead" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoint_heads" (
	"checkpoint" bigint NOT NULL,
	"connected_account_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_checkpoint_heads_checkpoint_connected_account_id_pk" PRIMARY KEY("checkpoint","connected_account_id")
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoints" (
	"checkpoint" bigint PRIMARY KEY NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"head_count" integer NOT NULL,
	"heads_digest" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_links" (
	"connected_account_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"audit_record_id" bigint NOT NULL,
	"digest" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_links_connected_account_id_sequence_pk" PRIMARY KEY("connected_account_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "audit_refusals" (
	"minute" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"code" text NOT NULL,
	"occurrences" integer NOT NULL,
	CONSTRAINT "audit_refusals_minute_actor_kind_actor_id_action_code_pk" PRIMARY KEY("minute","actor_kind","actor_id","action","code")
);
--> statement-breakpoint
DROP INDEX "audit_records_by_subject";--> statement-breakpoint
ALTER TABLE "audit_records" ADD COLUMN "connected_account_id" text DEFAULT 'platform' NOT NULL;--> statement-breakpoint
CREATE INDEX "audit_chains_ahead" ON "audit_chains" USING btree ("connected_account_id") WHERE is_ahead;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_links_one_per_record" ON "audit_links" USING btree ("audit_record_id");--> statement-breakpoint
CREATE INDEX "audit_records_by_subject_and_time" ON "audit_records" USING btree ("subject","recorded_at","audit_record_id");--> statement-breakpoint
CREATE INDEX "audit_records_by_actor" ON "audit_records" USING btree ("actor_id","recorded_at","audit_record_id");--> statement-breakpoint
CREATE INDEX "audit_records_by_action" ON "audit_records" USING btree ("action","recorded_at","audit_record_id");--> statement-breakpoint
CREATE INDEX "audit_records_by_account" ON "audit_records" USING btree ("connected_account_id","recorded_at","audit_record_id");--> statement-breakpoint
CREATE INDEX "audit_records_by_actor_kind" ON "audit_records" USING btree ("actor_kind","recorded_at","audit_record_id");--> statement-breakpoint
CREATE INDEX "audit_records_refused" ON "audit_records" USING btree ("recorded_at","audit_record_id") WHERE outcome = 'refused';