SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "bulk_decision_items" (
	"bulk_decision_id" text NOT NULL,
	"payout_request_id" text NOT NULL,
	"position" integer NOT NULL,
	"version" integer NOT NULL,
	"payload_hash" text NOT NULL,
	"preview_hash" text NOT NULL,
	"path" jsonb NOT NULL,
	"outcome" text,
	"message" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "bulk_decision_items_key" PRIMARY KEY("bulk_decision_id","payout_request_id"),
	CONSTRAINT "bulk_decision_items_outcome" CHECK (outcome in ('done', 'decided', 'forbidden', 'failed') and (outcome is null) = (ended_at is null))
);
--> statement-breakpoint
CREATE TABLE "bulk_decisions" (
	"bulk_decision_id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"decision" text NOT NULL,
	"reason" text,
	"step_up_proof_id" text,
	"state" text DEFAULT 'queued' NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "bulk_decisions_decision" CHECK (decision in ('approve', 'reject')),
	CONSTRAINT "bulk_decisions_state" CHECK (state in ('queued', 'done') and (state = 'done') = (ended_at is not null))
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"notification_id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"channel" text NOT NULL,
	"target" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_error" text,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "notifications_channel" CHECK (channel in ('email', 'webhook')),
	CONSTRAINT "notifications_state" CHECK (state in ('waiting', 'sent', 'failed', 'kept'))
);
--> statement-breakpoint
CREATE TABLE "step_up_challenges" (
	"challenge_id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"purpose" text NOT NULL,
	"root" text NOT NULL,
	"challenge" text NOT NULL,
	"nonce" text NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "step_up_factors" (
	"factor_id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"credential_id" text,
	"public_key" text,
	"sign_count" bigint DEFAULT 0 NOT NULL,
	"sealed_secret" text,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"enrolled_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_by" text,
	"confirmed_at" timestamp with time zone,
	"removed_by" text,
	"removed_at" timestamp with time zone,
	CONSTRAINT "step_up_factors_kind" CHECK (kind in ('passkey', 'totp')),
	CONSTRAINT "step_up_factors_state" CHECK (state in ('waiting', 'active', 'removed')),
	CONSTRAINT "step_up_factors_whole" CHECK ((kind = 'passkey') = (credential_id is not null and public_key is not null) and (kind = 'totp') = (sealed_secret is not null)),
	CONSTRAINT "step_up_factors_two_people" CHECK ((state <> 'active' or confirmed_by is not null) and confirmed_by is distinct from operator_id)
);
--> statement-breakpoint
CREATE TABLE "step_up_proofs" (
	"step_up_proof_id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"factor_id" text NOT NULL,
	"kind" text NOT NULL,
	"purpose" text NOT NULL,
	"root" text NOT NULL,
	"assertion" jsonb,
	"proven_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "step_up_proofs_kind" CHECK (kind in ('passkey', 'totp') and (kind = 'passkey') = (assertion is not null))
);
--> statement-breakpoint
CREATE TABLE "step_up_uses" (
	"step_up_proof_id" text NOT NULL,
	"leaf" text NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "step_up_uses_key" PRIMARY KEY("step_up_proof_id","leaf")
);
--> statement-breakpoint
ALTER TABLE "bulk_decision_items" ADD CONSTRAINT "bulk_decision_items_bulk_decision_id_bulk_decisions_bulk_decision_id_fk" FOREIGN KEY ("bulk_decision_id") REFERENCES "public"."bulk_decisions"("bulk_decision_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "step_up_uses" ADD CONSTRAINT "step_up_uses_step_up_proof_id_step_up_proofs_step_up_proof_id_fk" FOREIGN KEY ("step_up_proof_id") REFERENCES "public"."step_up_proofs"("step_up_proof_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulk_decision_items_waiting" ON "bulk_decision_items" USING btree ("bulk_decision_id","position") WHERE outcome is null;--> statement-breakpoint
CREATE INDEX "bulk_decisions_by_operator" ON "bulk_decisions" USING btree ("operator_id","made_at");--> statement-breakpoint
CREATE INDEX "bulk_decisions_queued" ON "bulk_decisions" USING btree ("made_at") WHERE state = 'queued';--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_once" ON "notifications" USING btree ("kind","subject","channel","target");--> statement-breakpoint
CREATE INDEX "notifications_due" ON "notifications" USING btree ("next_try_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "notifications_by_time" ON "notifications" USING btree ("made_at","notification_id");--> statement-breakpoint
CREATE INDEX "step_up_challenges_by_operator" ON "step_up_challenges" USING btree ("operator_id","made_at");--> statement-breakpoint
CREATE UNIQUE INDEX "step_up_factors_credential" ON "step_up_factors" USING btree ("credential_id");--> statement-breakpoint
CREATE UNIQUE INDEX "step_up_factors_one_totp" ON "step_up_factors" USING btree ("operator_id") WHERE kind = 'totp' and state <> 'removed';--> statement-breakpoint
CREATE INDEX "step_up_factors_by_operator" ON "step_up_factors" USING btree ("operator_id","enrolled_at");--> statement-breakpoint
CREATE INDEX "step_up_factors_waiting" ON "step_up_factors" USING btree ("enrolled_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "step_up_proofs_by_operator" ON "step_up_proofs" USING btree ("operator_id","proven_at");