-- Where an account is, and since when, is what Stripe tells, and a row that somebody wrote before Stripe was first read takes nobody out of
-- a stop: docs/decisions/0052-first-rows.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "countries" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
-- As in 0089, and every country that was ever said.
CREATE OR REPLACE FUNCTION remember_account() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE kept jsonb;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.default_currencies := array_remove(ARRAY[NEW.default_currency], NULL);
    NEW.countries := ARRAY(SELECT DISTINCT code FROM unnest(NEW.countries || NEW.country) AS code WHERE code IS NOT NULL ORDER BY code);
    NEW.minimums_before := '{}';
    NEW.minimums_fell_at := NULL;
    RETURN NEW;
  END IF;
  NEW.default_currencies := ARRAY(SELECT DISTINCT code FROM unnest(OLD.default_currencies || OLD.default_currency || NEW.default_currency) AS code
    WHERE code IS NOT NULL ORDER BY code);
  NEW.countries := ARRAY(SELECT DISTINCT code FROM unnest(OLD.countries || OLD.country || NEW.countries || NEW.country) AS code
    WHERE code IS NOT NULL ORDER BY code);
  NEW.minimums_before := OLD.minimums_before;
  NEW.minimums_fell_at := OLD.minimums_fell_at;
  kept := stripe_minimums(OLD);
  IF EXISTS (SELECT FROM jsonb_each_text(OLD.minimum_balances) AS was (currency, minor)
    WHERE was.minor::numeric > coalesce((NEW.minimum_balances ->> was.currency)::numeric, 0)) THEN
    NEW.minimums_before := kept;
    NEW.minimums_fell_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- As in 0069, but an account may become younger than it was said to be, which only asks for more; one that is still to be created is none.
DROP TRIGGER guard_identity ON connected_accounts;
--> statement-breakpoint
CREATE TRIGGER guard_identity BEFORE UPDATE ON connected_accounts FOR EACH ROW
  WHEN ((NEW.connected_account_id, NEW.livemode) <> (OLD.connected_account_id, OLD.livemode)
    OR (NEW.created_at_stripe < OLD.created_at_stripe AND is_reading(OLD.created_at_stripe))
    OR (NEW.created_at_stripe <> OLD.created_at_stripe AND NOT is_reading(NEW.created_at_stripe))
    OR (OLD.country IS NOT NULL AND NEW.country IS DISTINCT FROM OLD.country)) EXECUTE FUNCTION guard_identity();
--> statement-breakpoint
-- As in 0089, and of a country whoever was ever said to be in it.
CREATE OR REPLACE FUNCTION kill_switch_keeps(a_scope text, a_value text, a_pressed_at timestamptz, an_account text, a_currency text, a_method text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE a_scope
    WHEN 'everything' THEN true
    WHEN 'connected_account' THEN a_value = an_account
    WHEN 'country' THEN coalesce((SELECT country = a_value OR a_value = ANY (countries)
        FROM connected_accounts WHERE connected_account_id = an_account), true)
    WHEN 'method' THEN coalesce(a_method, a_value) = a_value
    WHEN 'currency' THEN CASE WHEN a_currency IS NOT NULL THEN a_currency = a_value
      ELSE coalesce((SELECT default_currency = a_value OR a_value = ANY (default_currencies)
          FROM connected_accounts WHERE connected_account_id = an_account), true)
        OR EXISTS (SELECT FROM stripe_balances WHERE connected_account_id = an_account AND currency = a_value) END
    WHEN 'risk_band' THEN is_band_from((SELECT band FROM segment_standings WHERE connected_account_id = an_account), a_value)
      OR EXISTS (SELECT FROM segment_assessments
        WHERE connected_account_id = an_account AND assessed_at >= a_pressed_at - interval '10 minutes'
          AND (is_band_from(band, a_value) OR band_before IS NOT NULL AND is_band_from(band_before, a_value)))
    ELSE true END
$$;
