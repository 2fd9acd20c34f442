-- What stops an account after equal refusals, and when its payouts are proposed next, were the program's word alone.
SET lock_timeout = '5s';--> statement-breakpoint
-- A refusal counts one, a payout that Stripe took begins anew, both in the step that ends their attempt. What once stopped an account
-- stays written down: only its alarm, which a person closes with a note, lets the next payouts go.
CREATE FUNCTION guard_payout_breaker() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- `EQUAL_REFUSALS_MAX` of lib/payouts/dispatch/record-payout-outcome.ts
  equal_refusals_max CONSTANT int := 3;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.equal_refusals = 0 AND NEW.last_refusal_code IS NULL AND NEW.breaker_opened_at IS NULL THEN RETURN NEW; END IF;
  ELSIF NEW.equal_refusals = 0 THEN
    IF NEW.last_refusal_code IS NULL AND NEW.breaker_opened_at IS NOT DISTINCT FROM OLD.breaker_opened_at
      AND EXISTS (SELECT FROM payout_attempts WHERE connected_account_id = NEW.connected_account_id AND state = 'accepted'
        AND ended_at BETWEEN now() AND clock_timestamp()) THEN
      RETURN NEW;
    END IF;
  ELSIF NEW.equal_refusals = (CASE WHEN NEW.last_refusal_code = OLD.last_refusal_code THEN OLD.equal_refusals + 1 ELSE 1 END)
    AND EXISTS (SELECT FROM payout_attempts WHERE connected_account_id = NEW.connected_account_id AND state = 'refused'
      AND ended_at BETWEEN now() AND clock_timestamp() AND coalesce(error_code, 'unknown') = NEW.last_refusal_code)
    AND (CASE WHEN NEW.equal_refusals >= equal_refusals_max THEN coalesce(NEW.breaker_opened_at BETWEEN now() AND clock_timestamp(), false)
      ELSE NEW.breaker_opened_at IS NOT DISTINCT FROM OLD.breaker_opened_at END) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'refusals of % are counted as its attempts end', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_breaker BEFORE UPDATE ON payout_accounts FOR EACH ROW
  WHEN ((NEW.equal_refusals, NEW.last_refusal_code, NEW.breaker_opened_at)
    IS DISTINCT FROM (OLD.equal_refusals, OLD.last_refusal_code, OLD.breaker_opened_at))
  EXECUTE FUNCTION guard_payout_breaker();
--> statement-breakpoint
CREATE TRIGGER guard_breaker_added BEFORE INSERT ON payout_accounts FOR EACH ROW EXECUTE FUNCTION guard_payout_breaker();
--> statement-breakpoint
-- Without an open alarm nothing is stopped, and nobody told.
CREATE FUNCTION guard_payout_breaker_alarm() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM alarms
    WHERE kind = 'payout_breaker_opened' AND subject = NEW.connected_account_id AND closed_at IS NULL) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'what stops payouts of % is told to people', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_breaker_alarm AFTER UPDATE ON payout_accounts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.breaker_opened_at IS DISTINCT FROM OLD.breaker_opened_at) EXECUTE FUNCTION guard_payout_breaker_alarm();
--> statement-breakpoint
-- When a cadence is due next, for the program and for its guard: the first time after the moment that is given. Days are counted in its
-- zone. A time that a clock change skips is an hour later that day, one that comes twice is the second; a month without the day has its
-- last. 63 days are two whole months and a day: the next last day of a month is in them, wherever they begin.
CREATE FUNCTION next_cadence_due(cadence text, weekdays smallint[], month_day smallint, zone text, at_minute int, after_at timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT min(due.at)
  FROM generate_series(date_trunc('day', after_at AT TIME ZONE zone),
    date_trunc('day', after_at AT TIME ZONE zone) + interval '63 days', interval '1 day') AS day
  CROSS JOIN LATERAL (SELECT (day + make_interval(mins => at_minute)) AT TIME ZONE zone AS at) AS due
  WHERE due.at > after_at AND CASE cadence
    WHEN 'on_request' THEN false
    WHEN 'weekly' THEN extract(isodow FROM day)::int = ANY (weekdays)
    WHEN 'monthly' THEN extract(day FROM day) = least(month_day,
      extract(day FROM date_trunc('month', day) + interval '1 month - 1 day'))
    ELSE true END
$$;
--> statement-breakpoint
-- A cadence is due at its next time from now and at no other: a later one would leave its money lying.
CREATE FUNCTION guard_cadence_due() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR NEW.next_due_at IS NOT DISTINCT FROM
    next_cadence_due(NEW.cadence, NEW.weekdays, NEW.month_day, NEW.zone, NEW.at_minute, now()) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the cadence of % is due at its next time', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_due BEFORE UPDATE ON payout_cadences FOR EACH ROW
  WHEN ((NEW.cadence, NEW.weekdays, NEW.month_day, NEW.zone, NEW.at_minute, NEW.next_due_at)
    IS DISTINCT FROM (OLD.cadence, OLD.weekdays, OLD.month_day, OLD.zone, OLD.at_minute, OLD.next_due_at))
  EXECUTE FUNCTION guard_cadence_due();
--> statement-breakpoint
CREATE TRIGGER guard_due_added BEFORE INSERT ON payout_cadences FOR EACH ROW EXECUTE FUNCTION guard_cadence_due();
