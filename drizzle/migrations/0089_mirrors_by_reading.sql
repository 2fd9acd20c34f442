-- The program's own role writes down what Stripe answers, so by hand it could write anything: here is what a mirror can never say, and
-- what it says counts no sooner than honest readings have had time to say otherwise. docs/decisions/0045-mirrors-by-reading.md
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "default_currencies" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "minimums_before" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "minimums_fell_at" timestamp with time zone;--> statement-breakpoint
-- What a mirror says is as of a moment that was: never of one to come, which no later reading would replace, nor of one before what is
-- known. A minute, because the clock of whoever reads is not this one.
CREATE FUNCTION is_reading(a_moment timestamptz) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(a_moment <= clock_timestamp() + interval '1 minute', true)
$$;
--> statement-breakpoint
CREATE FUNCTION guard_reading_of_stripe() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- Whoever owns the tables repairs and tests.
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'what % says of Stripe was read at a moment that was, after what is known, of the same thing', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', HINT = 'Is the clock of this machine right?';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_reading BEFORE INSERT OR UPDATE ON connected_accounts FOR EACH ROW
  WHEN (NOT (is_reading(NEW.read_at) AND is_reading(NEW.settings_read_at) AND is_reading(NEW.deauthorized_at)))
  EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
CREATE TRIGGER guard_later_reading BEFORE UPDATE ON connected_accounts FOR EACH ROW
  WHEN (NEW.read_at < OLD.read_at OR NEW.settings_read_at < OLD.settings_read_at) EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
CREATE TRIGGER guard_reading BEFORE INSERT OR UPDATE ON external_accounts FOR EACH ROW
  WHEN (NOT is_reading(NEW.read_at)) EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
CREATE TRIGGER guard_later_reading BEFORE UPDATE ON external_accounts FOR EACH ROW
  WHEN (NEW.read_at < OLD.read_at OR (NEW.external_account_id, NEW.connected_account_id) <> (OLD.external_account_id, OLD.connected_account_id))
  EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
CREATE TRIGGER guard_reading BEFORE INSERT OR UPDATE ON stripe_balances FOR EACH ROW
  WHEN (NOT is_reading(NEW.read_at)) EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
CREATE TRIGGER guard_later_reading BEFORE UPDATE ON stripe_balances FOR EACH ROW
  WHEN (NEW.read_at < OLD.read_at OR (NEW.connected_account_id, NEW.currency) <> (OLD.connected_account_id, OLD.currency))
  EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
CREATE TRIGGER guard_reading BEFORE INSERT OR UPDATE ON payouts FOR EACH ROW
  WHEN (NOT is_reading(NEW.read_at)) EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
CREATE TRIGGER guard_later_reading BEFORE UPDATE ON payouts FOR EACH ROW
  WHEN (NEW.read_at < OLD.read_at
    OR (NEW.payout_id, NEW.connected_account_id, NEW.occurred_at, NEW.amount, NEW.currency, NEW.method, NEW.is_automatic)
      <> (OLD.payout_id, OLD.connected_account_id, OLD.occurred_at, OLD.amount, OLD.currency, OLD.method, OLD.is_automatic))
  EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
-- A currency that Stripe no longer lists has an empty row: an account is stopped in each that it ever had money in.
REVOKE DELETE ON stripe_balances FROM sluice_app;
--> statement-breakpoint
-- What Stripe keeps in a balance, in minor units. What was lowered counts for a day more: each hour has its reading. Without a path of
-- its own, so that a query over many requests takes it in.
CREATE FUNCTION stripe_minimum(account connected_accounts, a_currency text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT greatest((account.minimum_balances ->> a_currency)::numeric,
    CASE WHEN account.minimums_fell_at > now() - interval '1 day' THEN (account.minimums_before ->> a_currency)::numeric END)
$$;
--> statement-breakpoint
-- The same of each currency.
CREATE FUNCTION stripe_minimums(account connected_accounts) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(currency, minimum), '{}')
  FROM (SELECT DISTINCT currency, stripe_minimum(account, currency) AS minimum
    FROM jsonb_object_keys(account.minimum_balances || account.minimums_before) AS currency) AS said
  WHERE minimum IS NOT NULL
$$;
--> statement-breakpoint
-- What of an account is remembered, whatever is written over it.
CREATE FUNCTION remember_account() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE kept jsonb;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.default_currencies := array_remove(ARRAY[NEW.default_currency], NULL);
    NEW.minimums_before := '{}';
    NEW.minimums_fell_at := NULL;
    RETURN NEW;
  END IF;
  NEW.default_currencies := ARRAY(SELECT DISTINCT code FROM unnest(OLD.default_currencies || OLD.default_currency || NEW.default_currency) AS code
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
CREATE TRIGGER remember BEFORE INSERT OR UPDATE ON connected_accounts FOR EACH ROW EXECUTE FUNCTION remember_account();
--> statement-breakpoint
-- As in 0053.
CREATE OR REPLACE FUNCTION kept_minimum(an_account text, a_currency text) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT greatest(0,
    (SELECT stripe_minimum(account, a_currency) FROM connected_accounts AS account WHERE connected_account_id = an_account),
    (SELECT (minimum_balances ->> a_currency)::numeric FROM payout_cadences WHERE connected_account_id = an_account))
$$;
--> statement-breakpoint
-- As in 0086, and of a currency whoever ever had it as the default.
CREATE OR REPLACE FUNCTION kill_switch_keeps(a_scope text, a_value text, a_pressed_at timestamptz, an_account text, a_currency text, a_method text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE a_scope
    WHEN 'everything' THEN true
    WHEN 'connected_account' THEN a_value = an_account
    WHEN 'country' THEN coalesce((SELECT country FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
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
--> statement-breakpoint
-- As in 0086, and a schedule that nobody knows is not a manual one: it is named once, because a reading may never tell it.
CREATE OR REPLACE FUNCTION kill_switch_left_open(a_kill_switch_id text) RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT account.connected_account_id
  FROM kill_switches AS pressed CROSS JOIN connected_accounts AS account
  LEFT JOIN LATERAL (SELECT bypass.state = 'ended' AND bypass.not_undone IS NULL AS is_undone FROM bypasses AS bypass
    WHERE bypass.connected_account_id = account.connected_account_id AND bypass.kind = 'schedule'
      AND bypass.seen_at >= pressed.pressed_at
    ORDER BY bypass.bypass_id DESC LIMIT 1) AS incident ON true
  WHERE pressed.kill_switch_id = a_kill_switch_id AND pressed.state <> 'released' AND NOT pressed.is_drill
    AND account.payout_interval IS DISTINCT FROM 'manual' AND account.deauthorized_at IS NULL
    AND NOT EXISTS (SELECT FROM kill_switch_steps AS step
      WHERE step.kill_switch_id = pressed.kill_switch_id AND step.connected_account_id = account.connected_account_id
        AND (step.state = 'waiting' AND step.step IN ('lock', 'read_back') OR step.state = 'not_possible' AND step.step = 'lock'))
    AND CASE WHEN account.payout_interval IS NULL THEN incident.is_undone IS NULL ELSE coalesce(incident.is_undone, true) END
    AND kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at, account.connected_account_id, NULL, 'standard')
$$;
--> statement-breakpoint
-- Facts that say where money goes, as lib/connected-accounts/record-external-accounts.ts names them.
CREATE FUNCTION goes_to(facts jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT ARRAY[facts ->> 'kind', facts ->> 'currency', facts ->> 'country', facts ->> 'last4', facts ->> 'institution',
    facts ->> 'holderName', facts ->> 'fingerprint']
$$;
--> statement-breakpoint
-- A destination is what the last line of its history says: whoever makes another one of it writes the line, too.
CREATE FUNCTION guard_destination_history() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  stands external_accounts;
  said external_account_changes;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NULL; END IF;
  SELECT * INTO stands FROM external_accounts WHERE external_account_id = NEW.external_account_id;
  SELECT * INTO said FROM external_account_changes WHERE connected_account_id = stands.connected_account_id
    AND external_account_id = stands.external_account_id ORDER BY external_account_change_id DESC LIMIT 1;
  IF said.change IS NULL OR (said.change = 'removed') <> (stands.deleted_at IS NOT NULL)
    OR (said.change <> 'removed' AND goes_to(said.after) IS DISTINCT FROM ARRAY[stands.kind, stands.currency, stands.country, stands.last4,
      stands.institution, stands.holder_name, stands.fingerprint]) THEN
    RAISE EXCEPTION 'destination % is not what its history says', NEW.external_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_history_begins AFTER INSERT ON external_accounts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION guard_destination_history();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_history AFTER UPDATE ON external_accounts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((NEW.kind, NEW.currency, NEW.country, NEW.last4, NEW.institution, NEW.holder_name, NEW.fingerprint, NEW.deleted_at IS NULL)
    IS DISTINCT FROM (OLD.kind, OLD.currency, OLD.country, OLD.last4, OLD.institution, OLD.holder_name, OLD.fingerprint, OLD.deleted_at IS NULL))
  EXECUTE FUNCTION guard_destination_history();
--> statement-breakpoint
-- A destination that came, or leads elsewhere than it did, is a new one, of now: but for those that an account begins with that Sluice
-- does not pay out (decision 0020).
CREATE FUNCTION guard_destination_news() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT FROM added AS line
    LEFT JOIN LATERAL (SELECT change, after FROM external_account_changes AS earlier
      WHERE earlier.connected_account_id = line.connected_account_id AND earlier.external_account_id = line.external_account_id
        AND earlier.external_account_change_id NOT IN (SELECT external_account_change_id FROM added)
      ORDER BY external_account_change_id DESC LIMIT 1) AS last ON true
    WHERE NOT (line.seen_at > clock_timestamp() - interval '1 hour' AND is_reading(line.seen_at))
      OR (NOT line.is_new_destination AND line.change <> 'removed'
        AND NOT (last.change IS NOT NULL AND last.change <> 'removed' AND goes_to(last.after) = goes_to(line.after))
        AND (EXISTS (SELECT FROM payout_accounts WHERE connected_account_id = line.connected_account_id)
          OR EXISTS (SELECT FROM external_account_changes AS earlier WHERE earlier.connected_account_id = line.connected_account_id
            AND earlier.external_account_change_id NOT IN (SELECT external_account_change_id FROM added))))) THEN
    RAISE EXCEPTION 'a destination that leads elsewhere than before is a new one, of now' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_news AFTER INSERT ON external_account_changes REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  EXECUTE FUNCTION guard_destination_news();
--> statement-breakpoint
-- Nobody is paid there before two people have looked (decision 0020): the hold comes with the line.
CREATE FUNCTION guard_destination_hold() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM holds WHERE connected_account_id = NEW.connected_account_id AND payout_request_id IS NULL
    AND source = 'destination_change' AND keeps_percent = 100 AND placed_at >= now() AND state <> 'released'
    AND evidence ->> 'externalAccountId' = NEW.external_account_id AND coalesce(currency = NEW.after ->> 'currency', currency IS NULL)) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'a new destination of % holds its payouts', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_hold AFTER INSERT ON external_account_changes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.is_new_destination AND NEW.change <> 'removed') EXECUTE FUNCTION guard_destination_hold();
--> statement-breakpoint
-- As in 0053, and when all is written: a destination that was hidden for a moment is still there.
DROP TRIGGER guard_source ON holds;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_source AFTER UPDATE ON holds DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.released_by_source IS NOT NULL AND OLD.released_by_source IS NULL) EXECUTE FUNCTION guard_hold_source();
--> statement-breakpoint
-- What came back is asked for again once its money is back among the balance transactions, which nobody changes and which are
-- compared with Stripe's own balance: a status alone is a word.
CREATE FUNCTION is_money_back(a_payout text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM payouts AS payout JOIN balance_transactions AS back ON back.balance_transaction_id = payout.failure_balance_transaction_id
      AND back.connected_account_id = payout.connected_account_id AND back.source_id = payout.payout_id
    WHERE payout.payout_id = a_payout AND back.type IN ('payout_failure', 'payout_cancel')
      AND (back.amount, back.currency) = (payout.amount, payout.currency))
$$;
--> statement-breakpoint
CREATE FUNCTION guard_money_back() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR is_money_back(OLD.payout_id) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the money of payout % is not back yet', OLD.payout_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_money_back BEFORE UPDATE ON payout_requests FOR EACH ROW
  WHEN (OLD.state = 'returned' AND NEW.state = 'in_review') EXECUTE FUNCTION guard_money_back();
--> statement-breakpoint
-- A wait has no early end by the program. Whoever owns the database may end one, and then it is on record (lib/ledger/invariants/waits-kept.ts).
CREATE FUNCTION guard_end_of_wait() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the program ends no wait' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_end_of_wait BEFORE INSERT ON audit_records FOR EACH ROW WHEN (NEW.action = 'payout_request.end_wait')
  EXECUTE FUNCTION guard_end_of_wait();
--> statement-breakpoint
-- What passed Sluice waits to be undone and is told: written down as over before anybody heard of it, it would never be seen. Its number, its
-- time and where it stands are not the program's to say: the last one of an account says whether a stop is whole.
REVOKE INSERT ON bypasses FROM sluice_app;
--> statement-breakpoint
GRANT INSERT (kind, connected_account_id, subject, seen) ON bypasses TO sluice_app;
--> statement-breakpoint
CREATE FUNCTION guard_new_bypass() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM alarms WHERE subject = NEW.subject AND closed_at IS NULL
    AND kind = CASE NEW.kind WHEN 'payout' THEN 'payout_bypassed' WHEN 'schedule' THEN 'schedule_bypassed' ELSE 'destination_added' END) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'what passed Sluice at % has its alarm', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_new AFTER INSERT ON bypasses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_new_bypass();
