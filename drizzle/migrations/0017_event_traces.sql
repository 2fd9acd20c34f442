SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "stripe_event_bodies" ADD COLUMN "traceparent" text;