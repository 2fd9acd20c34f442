SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "risk_models" (
	"risk_model_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"hash" text NOT NULL,
	"seed" integer NOT NULL,
	"features" jsonb NOT NULL,
	"data_from" timestamp with time zone NOT NULL,
	"data_to" timestamp with time zone NOT NULL,
	"label_cutoff" timestamp with time zone NOT NULL,
	"rows" integer NOT NULL,
	"positives" integer NOT NULL,
	"metrics" jsonb NOT NULL,
	"trained_by" text NOT NULL,
	"trained_at" timestamp with time zone DEFAULT now() NOT NULL,
	"asked_by" text,
	"asked_at" timestamp with time zone,
	"promoted_by" text,
	"promoted_at" timestamp with time zone,
	"retired_at" timestamp with time zone,
	CONSTRAINT "risk_models_state" CHECK (state in ('shadow', 'asked', 'champion', 'retired')),
	CONSTRAINT "risk_models_rows" CHECK (positives between 1 and rows - 1),
	CONSTRAINT "risk_models_two_people" CHECK ((state <> 'asked' or asked_by is not null) and (state <> 'champion'
        or (asked_by is not null and promoted_by is not null and promoted_at is not null and promoted_by <> asked_by)))
);
--> statement-breakpoint
CREATE TABLE "risk_rule_versions" (
	"risk_rule_version_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"written_by" text NOT NULL,
	"written_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_by" text,
	"published_at" timestamp with time zone,
	CONSTRAINT "risk_rule_versions_state" CHECK (state in ('draft', 'published', 'withdrawn')),
	CONSTRAINT "risk_rule_versions_two_people" CHECK ((state = 'published') = (published_at is not null) and (state <> 'published'
        or (published_by is not null and published_by <> written_by)))
);
--> statement-breakpoint
ALTER TABLE "risk_flags" ADD COLUMN "owner_id" text;--> statement-breakpoint
ALTER TABLE "risk_flags" ADD COLUMN "escalated_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "risk_models_version" ON "risk_models" USING btree ("version");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_models_one_champion" ON "risk_models" USING btree ("state") WHERE state = 'champion';--> statement-breakpoint
CREATE UNIQUE INDEX "risk_rule_versions_version" ON "risk_rule_versions" USING btree ("version");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_rule_versions_one_draft" ON "risk_rule_versions" USING btree ("state") WHERE state = 'draft';--> statement-breakpoint
CREATE INDEX "risk_assessments_by_time" ON "risk_assessments" USING btree ("decided_at");--> statement-breakpoint
CREATE INDEX "risk_flags_overdue" ON "risk_flags" USING btree ("due_at") WHERE state in ('open', 'waiting') and escalated_at is null;