SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "operator_change_requests" (
	"change_request_id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"change" text NOT NULL,
	"from_role" text NOT NULL,
	"to_role" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decision" text,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	CONSTRAINT "operator_change_requests_decided_whole" CHECK ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
	CONSTRAINT "operator_change_requests_two_people" CHECK (decision is null or (decision = 'withdrawn') = (decided_by = requested_by))
);
--> statement-breakpoint
CREATE TABLE "operator_invitations" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "operator_passwords" (
	"operator_id" text PRIMARY KEY NOT NULL,
	"password_hash" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"address_hash" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	"wait_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "operator_sessions" ADD COLUMN "provider" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE "operator_sessions" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "operator_change_requests" ADD CONSTRAINT "operator_change_requests_operator_id_operators_operator_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("operator_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_change_requests" ADD CONSTRAINT "operator_change_requests_requested_by_operators_operator_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."operators"("operator_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_change_requests" ADD CONSTRAINT "operator_change_requests_decided_by_operators_operator_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."operators"("operator_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_invitations" ADD CONSTRAINT "operator_invitations_operator_id_operators_operator_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("operator_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operator_passwords" ADD CONSTRAINT "operator_passwords_operator_id_operators_operator_id_fk" FOREIGN KEY ("operator_id") REFERENCES "public"."operators"("operator_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "operator_change_requests_open_once" ON "operator_change_requests" USING btree ("operator_id") WHERE decision is null;--> statement-breakpoint
CREATE INDEX "operator_change_requests_by_time" ON "operator_change_requests" USING btree ("requested_at","change_request_id");--> statement-breakpoint
CREATE UNIQUE INDEX "operator_invitations_open_once" ON "operator_invitations" USING btree ("operator_id") WHERE used_at is null and revoked_at is null;--> statement-breakpoint
CREATE INDEX "sign_in_failures_by_time" ON "sign_in_failures" USING btree ("failed_at");