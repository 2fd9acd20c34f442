SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "disputes" ADD COLUMN "transfer_destination" text;--> statement-breakpoint
CREATE INDEX "disputes_by_transfer_destination" ON "disputes" USING btree ("transfer_destination","occurred_at","dispute_id") WHERE "disputes"."transfer_destination" is not null;