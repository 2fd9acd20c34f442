-- Who brought an owner is asked by the account alone (`request_makers`), for which an index of one kind of invitation is none.
SET lock_timeout = '5s';--> statement-breakpoint
DROP INDEX "seller_invitations_of_existing";--> statement-breakpoint
CREATE INDEX "seller_invitations_by_account" ON "seller_invitations" USING btree ("connected_account_id","invited_at");