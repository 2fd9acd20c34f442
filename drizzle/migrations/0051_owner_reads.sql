SET lock_timeout = '5s';
--> statement-breakpoint
-- The owner of a connected account reads what was asked for and what stands against it: their own rows, and of them what is
-- for their eyes. Who asked, who looks, what was noticed and by which rule is not even granted.
CREATE POLICY account_holder ON payout_requests FOR SELECT TO sluice_account_holder
  USING (connected_account_id = current_setting('sluice.connected_account_id', true));
--> statement-breakpoint
CREATE POLICY account_holder ON holds FOR SELECT TO sluice_account_holder
  USING (connected_account_id = current_setting('sluice.connected_account_id', true));
--> statement-breakpoint
GRANT SELECT (payout_request_id, connected_account_id, currency, amount, method, destination_id, state, requested_at)
  ON payout_requests TO sluice_account_holder;
--> statement-breakpoint
GRANT SELECT (hold_id, connected_account_id, payout_request_id, currency, keeps_percent, owner_text, state, placed_at)
  ON holds TO sluice_account_holder;
