SET lock_timeout = '5s';--> statement-breakpoint
CREATE INDEX "payout_requests_by_amount" ON "payout_requests" USING btree ("currency","amount","payout_request_id");