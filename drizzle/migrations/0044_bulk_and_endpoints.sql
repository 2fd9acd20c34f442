SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "notification_endpoints" (
	"notification_endpoint_id" text PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"sealed_secret" text NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "notification_endpoints_url_form" CHECK (url ~ '^https?://' and length(url) <= 500)
);
--> statement-breakpoint
ALTER TABLE "bulk_decisions" DROP CONSTRAINT "bulk_decisions_state";--> statement-breakpoint
ALTER TABLE "bulk_decisions" ALTER COLUMN "state" SET DEFAULT 'preparing';--> statement-breakpoint
ALTER TABLE "bulk_decisions" ADD COLUMN "wanted" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_decisions" ADD COLUMN "prepared" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bulk_decisions" ADD COLUMN "root" text;--> statement-breakpoint
ALTER TABLE "bulk_decisions" ADD COLUMN "retry_of" text;--> statement-breakpoint
CREATE UNIQUE INDEX "notification_endpoints_url" ON "notification_endpoints" USING btree ("url") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "bulk_decisions_preparing" ON "bulk_decisions" USING btree ("made_at") WHERE state = 'preparing';--> statement-breakpoint
ALTER TABLE "bulk_decisions" ADD CONSTRAINT "bulk_decisions_state" CHECK (state in ('preparing', 'draft', 'queued', 'done', 'stopped') and (state in ('done', 'stopped')) = (ended_at is not null));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "notification_endpoints" TO sluice_app;--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE ON "notification_endpoints" FOR EACH ROW EXECUTE FUNCTION refuse_change();--> statement-breakpoint
ALTER TABLE "notification_endpoints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY application ON "notification_endpoints" TO sluice_app USING (true) WITH CHECK (true);
