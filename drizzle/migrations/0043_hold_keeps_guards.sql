-- Partial holds and rolling reserves: what they keep is counted by the database, and no call takes it.
SET lock_timeout = '5s';
--> statement-breakpoint
-- What was there when a hold was placed is the database's to say, once.
CREATE FUNCTION write_hold_base() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  SELECT coalesce(jsonb_object_agg(currency, balance::text), '{}') INTO NEW.keeps_base
  FROM (SELECT currency, sum(credits - debits) AS balance FROM ledger_balances
    WHERE connected_account_id = NEW.connected_account_id AND ledger_account_code IN (2100, 2150)
      AND currency = coalesce(NEW.currency, currency)
    GROUP BY currency) AS owned;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- After `guard`, which takes the lock under which the balance does not change for payouts.
CREATE TRIGGER guard_base BEFORE INSERT ON holds FOR EACH ROW EXECUTE FUNCTION write_hold_base();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_hold_rolling() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.rolling_days, NEW.keeps_base) IS DISTINCT FROM (OLD.rolling_days, OLD.keeps_base) THEN
    RAISE EXCEPTION 'what hold % takes its share of never changes', OLD.hold_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- What one open hold keeps of one currency, in minor units, rounded up: its share of what was there when it was placed and has
-- come into the books since; of a rolling reserve, of what became available during its days.
CREATE FUNCTION hold_keeps(a_hold holds, a_currency text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN a_hold.state = 'released' OR a_hold.keeps_percent = 100 OR coalesce(a_hold.currency, a_currency) <> a_currency THEN 0
    ELSE ceil((
      CASE WHEN a_hold.rolling_days IS NULL THEN greatest(coalesce((a_hold.keeps_base ->> a_currency)::numeric, 0), 0) ELSE 0 END
      + coalesce((
        SELECT sum(net) FROM balance_transactions
        WHERE connected_account_id = a_hold.connected_account_id AND currency = a_currency AND balance_type = 'payments'
          AND net > 0 AND type NOT IN ('payout', 'payout_cancel', 'payout_failure')
          AND CASE WHEN a_hold.rolling_days IS NULL
            THEN occurred_at > a_hold.placed_at - interval '60 days'
              AND CASE WHEN available_at > occurred_at THEN availability_posted_at ELSE posted_at END > a_hold.placed_at
            ELSE occurred_at > now() - make_interval(days => a_hold.rolling_days + 60)
              AND available_at > now() - make_interval(days => a_hold.rolling_days) AND available_at <= now() END), 0)
      ) * a_hold.keeps_percent / 100)::bigint END
$$;
--> statement-breakpoint
CREATE FUNCTION kept_by_holds(an_account text, a_currency text) RETURNS numeric LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(sum(hold_keeps(hold, a_currency)), 0) FROM holds AS hold
  WHERE connected_account_id = an_account AND state <> 'released' AND keeps_percent < 100
$$;
--> statement-breakpoint
-- Whether holds have what they keep when this request has left, and everything else that may be on its way.
CREATE FUNCTION leaves_what_is_kept(a_request text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN kept = 0 THEN true ELSE
    coalesce((SELECT sum(credits - debits) FROM ledger_balances AS owned
      WHERE owned.connected_account_id = request.connected_account_id AND owned.currency = request.currency
        AND owned.ledger_account_code IN (2100, 2150)), 0)
    - (SELECT sum(leaving.amount) FROM payout_requests AS leaving
      WHERE leaving.connected_account_id = request.connected_account_id AND leaving.currency = request.currency
        AND (leaving.state IN ('dispatching', 'unknown') OR leaving.payout_request_id = request.payout_request_id)) >= kept END
  FROM payout_requests AS request, kept_by_holds(request.connected_account_id, request.currency) AS kept
  WHERE request.payout_request_id = a_request
$$;
--> statement-breakpoint
CREATE FUNCTION guard_kept_share() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.state = 'calling' AND OLD.state <> 'calling' AND leaves_what_is_kept(NEW.payout_request_id) IS NOT TRUE THEN
    RAISE EXCEPTION 'a hold keeps a share of the balance that payout request % would take', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- After `guard`, which has locked the account and the request.
CREATE TRIGGER guard_kept_share BEFORE UPDATE ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_kept_share();
