SET lock_timeout = '5s';
--> statement-breakpoint
CREATE INDEX "payouts_by_method" ON "payouts" USING btree ("method","occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_automatic" ON "payouts" USING btree ("is_automatic","occurred_at","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_amount" ON "payouts" USING btree ("currency","amount","payout_id");--> statement-breakpoint
CREATE INDEX "payouts_by_id_prefix" ON "payouts" USING btree ("payout_id" text_pattern_ops);