SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "payout_cadence_runs" (
	"connected_account_id" text NOT NULL,
	"currency" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"because" text,
	"payout_request_id" text,
	"ran_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_cadence_runs_key" PRIMARY KEY("connected_account_id","currency","due_at"),
	CONSTRAINT "payout_cadence_runs_outcome" CHECK (outcome in ('proposed', 'nothing_payable', 'refused')),
	CONSTRAINT "payout_cadence_runs_whole" CHECK ((outcome = 'proposed') = (payout_request_id is not null) and (outcome = 'proposed' or because is not null))
);
--> statement-breakpoint
CREATE TABLE "payout_cadences" (
	"connected_account_id" text PRIMARY KEY NOT NULL,
	"cadence" text NOT NULL,
	"weekdays" smallint[] DEFAULT '{}' NOT NULL,
	"month_day" smallint,
	"thresholds" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"zone" text DEFAULT 'UTC' NOT NULL,
	"at_minute" smallint DEFAULT 360 NOT NULL,
	"next_due_at" timestamp with time zone,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payout_cadences_cadence" CHECK (cadence in ('daily', 'weekly', 'monthly', 'threshold', 'on_request')),
	CONSTRAINT "payout_cadences_when" CHECK ((cadence = 'weekly') = (cardinality(weekdays) > 0) and (cadence = 'monthly') = (month_day is not null)
        and coalesce(month_day between 1 and 31, true) and at_minute between 0 and 1439
        and weekdays <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[] and (cadence = 'on_request') = (next_due_at is null))
);
--> statement-breakpoint
CREATE TABLE "payout_files" (
	"payout_file_id" text PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"name" text NOT NULL,
	"line_count" integer NOT NULL,
	"uploaded_by" text NOT NULL,
	"uploaded_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payout_policies" (
	"policy_version_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"written_by" text NOT NULL,
	"written_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_by" text,
	"published_at" timestamp with time zone,
	CONSTRAINT "payout_policies_state" CHECK (state in ('draft', 'published', 'withdrawn')),
	CONSTRAINT "payout_policies_two_people" CHECK ((state = 'published') = (published_at is not null) and (state <> 'published'
        or (published_by is not null and published_by <> written_by)))
);
--> statement-breakpoint
ALTER TABLE "holds" ADD COLUMN "rolling_days" smallint;--> statement-breakpoint
ALTER TABLE "payout_requests" ADD COLUMN "approver_role" text;--> statement-breakpoint
ALTER TABLE "payout_cadences" ADD CONSTRAINT "payout_cadences_of_enrolled" FOREIGN KEY ("connected_account_id") REFERENCES "public"."payout_accounts"("connected_account_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "payout_cadences_due" ON "payout_cadences" USING btree ("next_due_at") WHERE next_due_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "payout_files_once" ON "payout_files" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_policies_version" ON "payout_policies" USING btree ("version");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_policies_one_draft" ON "payout_policies" USING btree ("state") WHERE state = 'draft';--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_rolling_days" CHECK (rolling_days is null or (rolling_days between 1 and 365 and keeps_percent < 100 and payout_request_id is null));--> statement-breakpoint
ALTER TABLE "payout_requests" ADD CONSTRAINT "payout_requests_approver_role" CHECK (approver_role is null or (approvals_needed >= 1 and approver_role in ('finance_operator', 'risk_reviewer', 'administrator')));