SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "settlement_posted_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "balance_transactions_due_availability" ON "balance_transactions" USING btree ("available_at","balance_transaction_id") WHERE availability_posted_at is null and posted_at is not null and status = 'available';--> statement-breakpoint
CREATE INDEX "payouts_unsettled" ON "payouts" USING btree ("arrives_on","payout_id") WHERE status = 'paid' and settlement_posted_at is null;--> statement-breakpoint
CREATE INDEX "payouts_failed_after_settlement" ON "payouts" USING btree ("payout_id") WHERE status <> 'paid' and settlement_posted_at is not null;