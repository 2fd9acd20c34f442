SET lock_timeout = '5s';--> statement-breakpoint
-- Bands, least risk first: a press of one covers the stricter ones too, or whoever gets riskier would be let go.
CREATE FUNCTION is_band_from(a_band text, a_from text) RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_position(ARRAY['low', 'medium', 'high', 'severe'], a_band)
    >= array_position(ARRAY['low', 'medium', 'high', 'severe'], a_from), true)
$$;
--> statement-breakpoint
-- What a press is about: of an account whose band nobody knows yet, each. The band is the one of the moment that asks.
CREATE OR REPLACE FUNCTION kill_switch_covers(a_scope text, a_value text, an_account text, a_currency text, a_method text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE a_scope
    WHEN 'everything' THEN true
    WHEN 'connected_account' THEN a_value = an_account
    WHEN 'currency' THEN a_value = a_currency
    WHEN 'method' THEN a_value = a_method
    WHEN 'country' THEN coalesce((SELECT country FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
    WHEN 'risk_band' THEN is_band_from((SELECT band FROM segment_standings WHERE connected_account_id = an_account), a_value)
    ELSE true END
$$;
--> statement-breakpoint
-- What a press keeps: what it covers, and of a band whoever was in it since the press. A looser band is agreed to by one person, and a
-- release takes two. Ten minutes more, because an assessment says as of when it is and not when it was stored.
CREATE FUNCTION kill_switch_keeps(a_scope text, a_value text, a_pressed_at timestamptz, an_account text, a_currency text, a_method text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT kill_switch_covers(a_scope, a_value, an_account, a_currency, a_method)
    OR a_scope = 'risk_band' AND EXISTS (
      SELECT FROM segment_assessments
      WHERE connected_account_id = an_account AND assessed_at >= a_pressed_at - interval '10 minutes'
        AND (is_band_from(band, a_value) OR band_before IS NOT NULL AND is_band_from(band_before, a_value)))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION kill_switch_covering(an_account text, a_currency text, a_method text) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT kill_switch_id FROM kill_switches
  WHERE state <> 'released' AND NOT is_drill AND kill_switch_keeps(scope, scope_value, pressed_at, an_account, a_currency, a_method)
  ORDER BY pressed_at LIMIT 1
$$;
