SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "last_called_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "absent_at" timestamp with time zone;--> statement-breakpoint
UPDATE "seller_invitations" SET "last_called_at" = "first_called_at";--> statement-breakpoint
CREATE INDEX "seller_invitations_by_address" ON "seller_invitations" USING btree (lower("email"),"invited_at");--> statement-breakpoint
CREATE INDEX "seller_invitations_open" ON "seller_invitations" USING btree ("invited_at","seller_invitation_id") WHERE accepted_at is null and revoked_at is null;--> statement-breakpoint
CREATE INDEX "seller_invitations_revoked" ON "seller_invitations" USING btree ("invited_at","seller_invitation_id") WHERE revoked_at is not null;--> statement-breakpoint
-- Those that were taken back before stay as they are.
ALTER TABLE "seller_invitations" ADD CONSTRAINT "seller_invitations_taken_back" CHECK (revoked_at is null or state <> 'unknown' or coalesce(absent_at >= last_called_at + interval '60 seconds', false)) NOT VALID;--> statement-breakpoint
GRANT UPDATE (last_called_at, absent_at) ON seller_invitations TO sluice_app;
