-- More of what a decision sees: what became of charges before the newest, the highest of Radar's levels, warnings by window, payouts and how
-- the account stood with what Stripe asks for. docs/decisions/0046
SET lock_timeout = '5s';--> statement-breakpoint
-- Everything that is seen of one account and currency as of a moment: only what had happened and was learned by then.
-- lib/risk/features/risk-reading.ts says what each part is; 0070 says why its plans are as they are, 0074 why its lists are, 0085 why
-- nobody asks which the cards are.
CREATE OR REPLACE FUNCTION risk_reading(an_account text, a_currency text, moment timestamptz) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_bitmapscan = off SET enable_nestloop = off SET jit = off AS $$
DECLARE
  hour_under_way CONSTANT timestamptz := date_trunc('hour', moment, 'UTC');
  today CONSTANT timestamptz := date_trunc('day', moment, 'UTC');
  -- Days that a baseline may know of (what is older has decayed to nothing), and those that it may not know yet.
  first_day CONSTANT timestamptz := today - interval '2880 hours';
  baseline_end CONSTANT timestamptz := date_trunc('day', moment - interval '72 hours', 'UTC');
  -- As far back as a baseline: without an end, every month that there ever was would be read.
  oldest CONSTANT timestamptz := moment - interval '2880 hours';
  counted json;
  attempts json;
  -- Of the newest attempts: a list for each column, and what is looked up of them.
  moments text;
  amounts text;
  countries text;
  signs text;
  ids text[];
  seen_countries text[];
  seen_cards text[];
  first_attempt timestamptz;
  told json;
  -- Of charges before the attempts: how many were given back, and how many disputed, since the first of them.
  older_refunded bigint;
  older_disputed bigint;
  first_seen json;
  -- Different cards, and how many of the payments are by each.
  cards text[];
  times bigint[];
  carded bigint;
  most bigint;
  elsewhere text[];
  walked bigint;
  by_known bigint := 0;
  standing json;
  circumstances json;
BEGIN
  -- Whole hours and days come from the counters, less what was learned after the moment; the hour under way comes from the facts.
  WITH fact AS MATERIALIZED (
    SELECT occurred_at AS start, (kind = 'charge')::int AS charges, CASE WHEN kind = 'charge' THEN amount ELSE 0 END AS charge_amount,
      (kind = 'decline')::int AS declines,
      (kind IN ('charge', 'decline') AND coalesce(risk_level IN ('elevated', 'highest'), false))::int AS high_risk,
      (kind = 'refund' AND NOT is_platform_made)::int AS refunds,
      CASE WHEN kind = 'refund' AND NOT is_platform_made THEN amount ELSE 0 END AS refund_amount,
      (kind = 'dispute')::int AS disputes, CASE WHEN kind = 'dispute' THEN amount ELSE 0 END AS dispute_amount
    FROM risk_facts
    WHERE connected_account_id = an_account AND currency = a_currency AND kind IN ('charge', 'decline', 'refund', 'dispute')
      AND occurred_at > moment - interval '1 hour' AND occurred_at <= moment AND learned_at <= moment
  ), late AS MATERIALIZED (
    SELECT occurred_at AS start, -(kind = 'charge')::int AS charges, CASE WHEN kind = 'charge' THEN -amount ELSE 0 END AS charge_amount,
      -(kind = 'decline')::int AS declines,
      -(kind IN ('charge', 'decline') AND coalesce(risk_level IN ('elevated', 'highest'), false))::int AS high_risk,
      -(kind = 'refund' AND NOT is_platform_made)::int AS refunds,
      CASE WHEN kind = 'refund' AND NOT is_platform_made THEN -amount ELSE 0 END AS refund_amount,
      -(kind = 'dispute')::int AS disputes, CASE WHEN kind = 'dispute' THEN -amount ELSE 0 END AS dispute_amount
    FROM (
      -- Asked about all of it here, a month would be read by kind and time: every fact of it, to find the few that came late.
      SELECT * FROM risk_facts
      WHERE connected_account_id = an_account AND is_late AND learned_at > moment AND occurred_at >= first_day OFFSET 0) AS fact
    WHERE currency = a_currency AND kind IN ('charge', 'decline', 'refund', 'dispute') AND occurred_at < hour_under_way
  ), hours AS MATERIALIZED (
    SELECT hour AS start, charges, charge_amount, declines, high_risk, refunds, refund_amount, disputes, dispute_amount
    FROM risk_hour_counters
    WHERE connected_account_id = an_account AND currency = a_currency
      AND hour >= hour_under_way - interval '167 hours' AND hour < hour_under_way
    UNION ALL SELECT * FROM late WHERE start >= hour_under_way - interval '167 hours'
    UNION ALL SELECT * FROM fact WHERE start >= hour_under_way
  ), days AS MATERIALIZED (
    SELECT day::timestamp AT TIME ZONE 'UTC' AS start, charges, charge_amount, declines, high_risk, refunds, refund_amount, disputes,
      dispute_amount
    FROM risk_day_counters
    WHERE connected_account_id = an_account AND currency = a_currency
      AND day >= (first_day AT TIME ZONE 'UTC')::date AND day < (today AT TIME ZONE 'UTC')::date
    UNION ALL SELECT * FROM late WHERE start < today
  ), part AS (
    SELECT '1h' AS part, NULL::date AS day, sum(charges) AS charges, sum(charge_amount) AS charge_amount, sum(declines) AS declines,
      sum(high_risk) AS high_risk, sum(refunds) AS refunds, sum(refund_amount) AS refund_amount, sum(disputes) AS disputes,
      sum(dispute_amount) AS dispute_amount
    FROM fact
    UNION ALL SELECT '24h', NULL, sum(charges), sum(charge_amount), sum(declines), sum(high_risk), sum(refunds), sum(refund_amount),
      sum(disputes), sum(dispute_amount)
    FROM hours WHERE start >= hour_under_way - interval '23 hours'
    UNION ALL SELECT '7d', NULL, sum(charges), sum(charge_amount), sum(declines), sum(high_risk), sum(refunds), sum(refund_amount),
      sum(disputes), sum(dispute_amount)
    FROM hours
    UNION ALL SELECT '30d', NULL, sum(charges), sum(charge_amount), sum(declines), sum(high_risk), sum(refunds), sum(refund_amount),
      sum(disputes), sum(dispute_amount)
    FROM (SELECT * FROM hours WHERE start >= today UNION ALL SELECT * FROM days WHERE start >= today - interval '696 hours') AS month
    UNION ALL SELECT 'day', (start AT TIME ZONE 'UTC')::date, sum(charges), sum(charge_amount), sum(declines), sum(high_risk),
      sum(refunds), sum(refund_amount), sum(disputes), sum(dispute_amount)
    FROM days WHERE start < baseline_end GROUP BY 2
  )
  -- Money as text, so that no reader makes a float of it.
  SELECT json_agg(json_build_array(coalesce(day::text, part), coalesce(charges, 0), coalesce(charge_amount, 0)::text,
    coalesce(declines, 0), coalesce(high_risk, 0), coalesce(refunds, 0), coalesce(refund_amount, 0)::text, coalesce(disputes, 0),
    coalesce(dispute_amount, 0)::text))
  INTO counted FROM part;

  -- The newest payments and declines, as many as the longest window of the sequential tests, newest first; one list for each column,
  -- because making JSON of every row takes longer than finding it.
  WITH attempt AS MATERIALIZED (
    SELECT * FROM (
      (SELECT kind, stripe_id, occurred_at, amount, card_country, card_hash, risk_level FROM risk_facts
       WHERE connected_account_id = an_account AND kind = 'charge' AND currency = a_currency
         AND occurred_at > oldest AND occurred_at <= moment AND learned_at <= moment
       ORDER BY occurred_at DESC, stripe_id DESC LIMIT 512)
      UNION ALL
      (SELECT kind, stripe_id, occurred_at, amount, card_country, card_hash, risk_level FROM risk_facts
       WHERE connected_account_id = an_account AND kind = 'decline' AND currency = a_currency
         AND occurred_at > oldest AND occurred_at <= moment AND learned_at <= moment
       ORDER BY occurred_at DESC, stripe_id DESC LIMIT 512)) AS newest
    ORDER BY occurred_at DESC, stripe_id DESC LIMIT 512
  )
  -- Times and amounts as the bytes of the wire: writing and reading a thousand numbers as digits takes longer than finding the rows.
  SELECT encode(string_agg(timestamptz_send(occurred_at), ''), 'base64'), encode(string_agg(int8send(amount), ''), 'base64'),
    string_agg(coalesce(card_country, ''), ','),
    -- One more than each of these bits says, from '0' on: 1 a decline, 2 elevated or highest, 8 highest.
    string_agg(CASE WHEN kind = 'decline' THEN CASE risk_level WHEN 'highest' THEN ';' WHEN 'elevated' THEN '3' ELSE '1' END
      ELSE CASE risk_level WHEN 'highest' THEN ':' WHEN 'elevated' THEN '2' ELSE '0' END END, ''),
    array_agg(stripe_id), array_agg(card_country), array_agg(card_hash), min(occurred_at)
  INTO moments, amounts, countries, signs, ids, seen_countries, seen_cards, first_attempt FROM attempt;
  -- What became of the few of which something is known, each by its place among the attempts; what became of charges before them is
  -- counted. Of a warning, which names no currency, nobody knows whether it is of these.
  SELECT json_agg(json_build_array(place, (date_part('epoch', refunded_at) * 1e6)::bigint,
      (date_part('epoch', disputed_at) * 1e6)::bigint)) FILTER (WHERE place IS NOT NULL),
    count(refunded_at) FILTER (WHERE place IS NULL AND is_of_currency), count(disputed_at) FILTER (WHERE place IS NULL AND is_of_currency)
  INTO told, older_refunded, older_disputed
  FROM (
    SELECT charge_id, min(occurred_at) FILTER (WHERE kind = 'refund') AS refunded_at,
      min(occurred_at) FILTER (WHERE kind IN ('dispute', 'warning')) AS disputed_at, bool_or(currency = a_currency) AS is_of_currency
    FROM risk_facts
    WHERE connected_account_id = an_account AND kind IN ('refund', 'dispute', 'warning') AND NOT is_platform_made
      AND occurred_at > oldest AND occurred_at >= first_attempt AND occurred_at <= moment AND learned_at <= moment
    GROUP BY charge_id) AS became
  LEFT JOIN unnest(ids) WITH ORDINALITY AS tried (stripe_id, place) ON tried.stripe_id = became.charge_id;
  -- When each of their countries was seen first.
  SELECT json_object_agg(value, (date_part('epoch', first_seen_at) * 1e6)::bigint)
  INTO first_seen
  FROM (
    SELECT value, min(first_seen_at) AS first_seen_at FROM risk_seen
    WHERE kind = 'country' AND value = ANY (seen_countries) AND connected_account_id = an_account AND learned_at <= moment
    GROUP BY value) AS country;
  -- Of cards nobody asks which they are: only how many payments there are by each, and by those that others saw.
  SELECT array_agg(value), array_agg(used), sum(used), max(used) INTO cards, times, carded, most
  FROM (SELECT value, count(*) AS used FROM unnest(seen_cards) AS one (value) WHERE value IS NOT NULL GROUP BY value) AS card;
  -- In one walk along the index, while other accounts know them a few times.
  SELECT array_agg(DISTINCT value), count(*) INTO elsewhere, walked FROM (
    SELECT value FROM risk_seen
    WHERE kind = 'card' AND value = ANY (cards) AND connected_account_id <> an_account
      AND first_seen_at <= moment AND learned_at <= moment
    LIMIT 1024) AS few;
  IF walked >= 1024 THEN
    -- Else card by card, each until its first: asked as a condition, of few sellers every card that was ever seen would be read.
    SELECT array_agg(given.value) INTO elsewhere
    FROM unnest(cards) AS given (value)
    CROSS JOIN LATERAL (
      SELECT FROM risk_seen AS other
      WHERE other.kind = 'card' AND other.value = given.value AND other.connected_account_id <> an_account
        AND other.first_seen_at <= moment AND other.learned_at <= moment LIMIT 1) AS other;
  END IF;
  IF walked > 0 THEN
    SELECT coalesce(sum(card.used), 0) INTO by_known
    FROM unnest(cards, times) AS card (value, used) JOIN unnest(elsewhere) AS known (value) ON known.value = card.value;
  END IF;
  attempts := json_build_object('at', moments, 'amount', amounts, 'country', countries, 'signs', signs,
    'told', told, 'older', json_build_array(older_refunded, older_disputed), 'since', first_seen, 'cards',
    json_build_array(coalesce(carded, 0), coalesce(cardinality(cards), 0), coalesce(most, 0), by_known));

  -- Who the account is and where its money goes. Who shares a destination is read as it stands: a fingerprint stays with its bank account.
  SELECT json_build_object(
    'country', account.country, 'created', (date_part('epoch', account.created_at_stripe) * 1e6)::bigint,
    'since', (date_part('epoch', newest.since) * 1e6)::bigint, 'isAbroad', newest.country <> account.country,
    'isShared', EXISTS (
      SELECT FROM external_accounts AS other
      WHERE other.fingerprint = newest.fingerprint AND other.connected_account_id <> account.connected_account_id
        AND other.first_seen_at <= moment),
    'changes', (
      SELECT count(*) FROM external_account_changes AS changed
      WHERE changed.connected_account_id = account.connected_account_id AND changed.is_new_destination
        AND changed.seen_at > moment - interval '720 hours' AND changed.seen_at <= moment),
    -- How it stood with what Stripe asks for: changes of 30 days, times in 90 that it fell behind, and when it was last clear and last not.
    'requirements', (
      SELECT json_build_array(
        count(*) FILTER (WHERE change.before IS NOT NULL AND change.changed_at > moment - interval '720 hours'),
        count(*) FILTER (WHERE change.was_clear_once AND change.before IN ('clear', 'due') AND change.after IN ('past_due', 'restricted')
          AND change.changed_at > moment - interval '2160 hours'),
        (date_part('epoch', max(change.changed_at) FILTER (WHERE change.after = 'clear')) * 1e6)::bigint,
        (date_part('epoch', max(change.changed_at) FILTER (WHERE change.after <> 'clear')) * 1e6)::bigint)
      FROM requirement_changes AS change
      WHERE change.connected_account_id = account.connected_account_id AND change.changed_at <= moment),
    'lock', account.lock_strength)
  INTO standing
  FROM connected_accounts AS account
  LEFT JOIN LATERAL (
    SELECT destination.country, destination.fingerprint,
      (SELECT max(changed.seen_at) FROM external_account_changes AS changed
       WHERE changed.connected_account_id = destination.connected_account_id AND changed.is_new_destination
         AND changed.external_account_id = destination.external_account_id AND changed.seen_at <= moment) AS since
    FROM external_accounts AS destination
    WHERE destination.connected_account_id = account.connected_account_id AND destination.first_seen_at <= moment
      AND coalesce(destination.deleted_at > moment, true)
    ORDER BY destination.first_seen_at DESC, destination.external_account_id LIMIT 1
  ) AS newest ON true
  WHERE account.connected_account_id = an_account;

  -- What stands beside the facts: when people last decided about the account, so that they are not asked twice, and its money.
  SELECT json_build_object(
    'lookedAt', (date_part('epoch', greatest(
      (SELECT max(given_at) FROM risk_verdicts AS said
       WHERE said.connected_account_id = an_account AND said.currency = a_currency
         AND said.verdict <> 'needs_information' AND said.given_at <= moment),
      (SELECT max(released_at) FROM holds AS hold
       WHERE hold.connected_account_id = an_account AND hold.source = 'risk' AND hold.state = 'released'
         AND hold.released_by_source IS NULL AND coalesce(hold.currency, a_currency) = a_currency
         AND hold.released_at <= moment))) * 1e6)::bigint,
    'refundsByPlatform', (
      SELECT count(*) FROM risk_facts AS fact
      WHERE fact.connected_account_id = an_account AND fact.kind = 'refund' AND fact.currency = a_currency AND fact.is_platform_made
        AND fact.occurred_at > moment - interval '24 hours' AND fact.occurred_at <= moment AND fact.learned_at <= moment),
    -- Early fraud warnings of the account, because they name no currency: of an hour, a day, a week and 30 days.
    'warnings', (
      SELECT json_build_array(count(*) FILTER (WHERE fact.occurred_at > moment - interval '1 hour'),
        count(*) FILTER (WHERE fact.occurred_at > moment - interval '24 hours'),
        count(*) FILTER (WHERE fact.occurred_at > moment - interval '168 hours'), count(*))
      FROM risk_facts AS fact
      WHERE fact.connected_account_id = an_account AND fact.kind = 'warning'
        AND fact.occurred_at > moment - interval '720 hours' AND fact.occurred_at <= moment AND fact.learned_at <= moment),
    -- When it was paid out last, and of 30 days how often, how much, and how often at once; whatever became of it, because what a payout
    -- is at its making never changes. Each is asked for when it was first seen, by its key: as a join all of them would be read.
    'payouts', (
      SELECT json_build_array((date_part('epoch', max(occurred_at)) * 1e6)::bigint,
        count(*) FILTER (WHERE occurred_at > moment - interval '720 hours'),
        coalesce(sum(amount) FILTER (WHERE occurred_at > moment - interval '720 hours'), 0)::text,
        count(*) FILTER (WHERE method = 'instant' AND occurred_at > moment - interval '720 hours'))
      FROM (
        SELECT payout.occurred_at, payout.amount, payout.method FROM payouts AS payout
        WHERE payout.connected_account_id = an_account AND payout.currency = a_currency
          AND payout.occurred_at > oldest AND payout.occurred_at <= moment
          AND (SELECT min(seen.seen_at) FROM payout_status_changes AS seen WHERE seen.payout_id = payout.payout_id) <= moment
        ORDER BY payout.occurred_at DESC, payout.payout_id DESC LIMIT 64) AS paid),
    'owned', (
      SELECT coalesce(sum(credits - debits), 0)::text FROM ledger_balances
      WHERE connected_account_id = an_account AND currency = a_currency AND ledger_account_code IN (2100, 2150)))
  INTO circumstances;
  RETURN json_build_object('counted', counted, 'attempts', attempts, 'standing', standing, 'circumstances', circumstances);
END $$;
--> statement-breakpoint
-- A fact is of the last 120 days when it is learned, and no decision looks further back; but each plan of a decision holds every month, and is
-- made anew by each connection when the newest was analysed. Months before that of which nothing ever came are left out of it; should
-- something come of them all the same, it lies with what has no month.
DO $$
DECLARE
  month record;
  is_empty boolean;
BEGIN
  FOR month IN
    SELECT inherited.inhrelid::regclass AS name FROM pg_inherits AS inherited JOIN pg_class AS part ON part.oid = inherited.inhrelid
    WHERE inherited.inhparent = 'risk_facts'::regclass AND part.relname ~ '^risk_facts_\d{4}_\d{2}$'
      AND to_date(right(part.relname, 7), 'YYYY_MM') < date_trunc('month', now() AT TIME ZONE 'UTC') - interval '6 months'
  LOOP
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', month.name);
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', month.name) INTO is_empty;
    IF is_empty THEN EXECUTE format('DROP TABLE %s', month.name); END IF;
  END LOOP;
END $$;
