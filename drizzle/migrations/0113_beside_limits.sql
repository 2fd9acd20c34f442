-- Limits of a day and a week count what else the account asked for and was paid: two requests below a line pass it together.
-- docs/decisions/0017-payout-control-in-the-database.md
SET lock_timeout = '5s';--> statement-breakpoint
-- What limits of days count beside this request, as lib/payouts/requests/paid-within.ts: what is still to leave, whenever it was asked for, and
-- what left within the days and did not come back.
CREATE FUNCTION paid_beside(request payout_requests, OUT day numeric, OUT week numeric) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT waits.amount + coalesce(sum(payout.amount) FILTER (WHERE payout.occurred_at > clock_timestamp() - interval '24 hours'), 0),
    waits.amount + coalesce(sum(payout.amount), 0)
  FROM (SELECT coalesce(sum(other.amount), 0) AS amount FROM payout_requests AS other
      WHERE other.connected_account_id = request.connected_account_id AND other.currency = request.currency
        AND other.state IN ('in_review', 'approved', 'dispatching', 'unknown', 'refused')
        AND other.payout_request_id <> request.payout_request_id) AS waits
    LEFT JOIN payouts AS payout ON payout.connected_account_id = request.connected_account_id AND payout.currency = request.currency
      AND payout.amount > 0 AND payout.status NOT IN ('failed', 'canceled') AND payout.occurred_at > clock_timestamp() - interval '7 days'
  GROUP BY waits.amount
$$;
--> statement-breakpoint
DROP FUNCTION least_people(payout_requests);
--> statement-breakpoint
DROP FUNCTION meets_policy_condition(payout_requests, text, text);
--> statement-breakpoint
-- As in 0076; of what was paid in days it is told what there is beside the request.
CREATE FUNCTION meets_policy_condition(request payout_requests, a_country text, condition text, beside_day numeric,
  beside_week numeric) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = public, pg_temp AS $$
DECLARE
  said CONSTANT text := lower(trim(condition));
  is_not CONSTANT boolean := said LIKE 'not %';
  asked CONSTANT numeric := CASE WHEN said LIKE 'paid in 24 hours%' THEN request.amount + beside_day
    WHEN said LIKE 'paid%' THEN request.amount + beside_week ELSE greatest(request.amount, request.judged_amount) END;
  part text[];
  line numeric;
  value text;
BEGIN
  CASE regexp_replace(said, '^not (an? )?', '')
    WHEN 'instant' THEN RETURN (request.method = 'instant') <> is_not;
    WHEN 'asked by a person' THEN RETURN (request.origin = 'person') <> is_not;
    WHEN 'asked by a cadence' THEN RETURN (request.origin = 'cadence') <> is_not;
    WHEN 'asked by the owner' THEN RETURN (request.origin = 'owner') <> is_not;
    WHEN 'asked in a file' THEN RETURN (request.origin = 'file') <> is_not;
    ELSE NULL;
  END CASE;
  part := regexp_match(said, '^(?:amount|paid in (?:24 hours|7 days)) (<=?|>=?|over|more than) ([0-9.,'' ]+) ([a-z]{3})$');
  IF part IS NOT NULL THEN
    IF part[3] <> request.currency THEN RETURN false; END IF;
    -- lib/money/currency.ts
    line := regexp_replace(part[2], '[^0-9.]', '', 'g')::numeric * CASE
      WHEN part[3] IN ('bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf') THEN 1
      WHEN part[3] IN ('bhd', 'jod', 'kwd', 'omr', 'tnd') THEN 1000 ELSE 100 END;
    RETURN CASE part[1] WHEN '<' THEN nullif(asked < line, true) WHEN '<=' THEN nullif(asked <= line, true)
      WHEN '>=' THEN nullif(asked >= line, false) ELSE nullif(asked > line, false) END;
  END IF;
  part := regexp_match(said, '^(currency|country) is (not )?(?:one of )?([a-z]+(?: ?, ?[a-z]+)*)$');
  IF part IS NULL THEN RETURN NULL; END IF;
  value := CASE part[1] WHEN 'currency' THEN request.currency ELSE lower(a_country) END;
  RETURN (value = ANY (regexp_split_to_array(part[3], ' ?, ?'))) <> (part[2] IS NOT NULL);
END $$;
--> statement-breakpoint
-- As in 0076.
CREATE FUNCTION least_people(request payout_requests, beside_day numeric DEFAULT 0, beside_week numeric DEFAULT 0,
  OUT approvals int, OUT strictness int) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH line AS (
    SELECT regexp_split_to_array(trim(regexp_replace(regexp_replace(written, '#.*$', ''), '\s+', ' ', 'g')), ' when ', 'i') AS part
    FROM payout_policies, regexp_split_to_table(text, '\r?\n') AS written WHERE policy_version_id = request.policy_version_id),
  rule AS (
    SELECT coalesce((regexp_match(part[1], '^hold for (\d{1,2})', 'i'))[1]::int, 0) AS people,
      role_strictness(replace((regexp_match(lower(part[1]), ' by (?:an? )?(.+)$'))[1], ' ', '_')) AS role,
      coalesce(bool_and(met.is_met IS TRUE) FILTER (WHERE met.condition IS NOT NULL), true) AS is_sure, coalesce(bool_and(met.is_met IS NOT FALSE), true) AS may_be,
      coalesce(bool_or(met.condition ~* '^(amount|paid) '), false) AS compares,
      coalesce(bool_or(met.condition ~* ('^(amount|paid) .* ' || request.currency || '$')), false) AS compares_in_it
    FROM line LEFT JOIN LATERAL (
      SELECT trim(condition) AS condition, meets_policy_condition(request, (SELECT country FROM connected_accounts AS account
        WHERE account.connected_account_id = request.connected_account_id), condition, beside_day, beside_week) AS is_met
      FROM regexp_split_to_table(part[2], ' and ', 'i') AS condition) AS met ON true
    WHERE part[1] <> '' GROUP BY part)
  SELECT greatest(max(people) FILTER (WHERE is_sure), least(2, min(people) FILTER (WHERE may_be)),
      CASE WHEN bool_or(compares) AND NOT bool_or(compares_in_it) THEN 2 END),
    coalesce(max(role) FILTER (WHERE is_sure), 0)
  FROM rule
$$;
--> statement-breakpoint
-- As in 0076, and with what there is beside a request that is new or grows. Whoever asks for the same account waits here, and sees then what the
-- other one asked for: in a transaction that goes on seeing what was so before, it would not.
CREATE OR REPLACE FUNCTION guard_policy_lines() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  fewest record;
  beside_day numeric := 0;
  beside_week numeric := 0;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' OR NEW.amount > OLD.amount THEN
    PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
    IF NOT FOUND OR current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE EXCEPTION 'payout request % is of an enrolled account, and sees what else is asked for it', NEW.payout_request_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT day, week INTO beside_day, beside_week FROM paid_beside(NEW);
  END IF;
  SELECT * INTO fewest FROM least_people(NEW, beside_day, beside_week);
  IF NEW.approvals_needed < fewest.approvals OR role_strictness(NEW.approver_role) < fewest.strictness THEN
    RAISE EXCEPTION 'payout request % needs the people that its policy names', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
