-- The guard of 0030 joined by a name that two of its tables have, and so refused every allocation.
SET lock_timeout = '5s';
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_payout_allocations() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE offending text;
BEGIN
  -- One writer per account at a time, or two of them would each see only their own share.
  PERFORM 1 FROM payout_accounts WHERE connected_account_id IN (SELECT connected_account_id FROM new_allocations)
    ORDER BY connected_account_id FOR UPDATE;
  SELECT touched.balance_transaction_id INTO offending
  FROM (SELECT DISTINCT balance_transaction_id, occurred_at, connected_account_id FROM new_allocations) AS touched
  JOIN LATERAL (
    SELECT sum(amount) AS allocated, min(amount) AS least, max(amount) AS most
    FROM payout_allocations WHERE balance_transaction_id = touched.balance_transaction_id AND released_at IS NULL) AS paid ON true
  LEFT JOIN balance_transactions AS stored
    ON stored.balance_transaction_id = touched.balance_transaction_id AND stored.occurred_at = touched.occurred_at
  WHERE stored.net IS NULL OR stored.connected_account_id <> touched.connected_account_id
    OR sign(paid.least) <> sign(stored.net) OR sign(paid.most) <> sign(stored.net) OR abs(paid.allocated) > abs(stored.net)
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'more of balance transaction % is allocated than it brought', offending
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
