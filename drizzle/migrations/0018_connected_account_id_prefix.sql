SET lock_timeout = '5s';
--> statement-breakpoint
CREATE INDEX "connected_accounts_by_id_prefix" ON "connected_accounts" USING btree ("connected_account_id" text_pattern_ops);
