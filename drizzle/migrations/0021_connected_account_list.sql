SET lock_timeout = '5s';--> statement-breakpoint
DROP INDEX "connected_accounts_by_creation";--> statement-breakpoint
DROP INDEX "connected_accounts_by_lock";--> statement-breakpoint
DROP INDEX "connected_accounts_by_country";--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "requirement_state" text GENERATED ALWAYS AS (case
          when disabled_reason is not null then 'restricted'
          when jsonb_typeof(requirements -> 'past_due') = 'array' and requirements -> 'past_due' <> '[]' then 'past_due'
          when jsonb_typeof(requirements -> 'currently_due') = 'array' and requirements -> 'currently_due' <> '[]' then 'due'
          else 'clear' end) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "connected_accounts_list" ON "connected_accounts" USING btree ("created_at_stripe","connected_account_id","lock_strength","requirement_state","payouts_enabled","country","default_currency");