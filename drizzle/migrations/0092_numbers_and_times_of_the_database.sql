-- What is the last line, or the first one, of a history decides about money: its number and its moment are the database's to give, and what is
-- said to be over is asked of the record. docs/decisions/0050-numbers-and-times-of-the-database.md
SET lock_timeout = '5s';--> statement-breakpoint
-- A line with a number of its own choosing was the last one of its destination for ever.
REVOKE INSERT ON external_account_changes FROM sluice_app;
--> statement-breakpoint
GRANT INSERT (connected_account_id, external_account_id, change, before, after, is_new_destination) ON external_account_changes TO sluice_app;
--> statement-breakpoint
-- As in 0089, and its moment is the database's.
CREATE OR REPLACE FUNCTION guard_destination_news() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NULL; END IF;
  IF EXISTS (
    SELECT FROM added AS line
    LEFT JOIN LATERAL (SELECT change, after FROM external_account_changes AS earlier
      WHERE earlier.connected_account_id = line.connected_account_id AND earlier.external_account_id = line.external_account_id
        AND earlier.external_account_change_id NOT IN (SELECT external_account_change_id FROM added)
      ORDER BY external_account_change_id DESC LIMIT 1) AS last ON true
    WHERE NOT line.is_new_destination AND line.change <> 'removed'
      AND NOT (last.change IS NOT NULL AND last.change <> 'removed' AND goes_to(last.after) = goes_to(line.after))
      AND (EXISTS (SELECT FROM payout_accounts WHERE connected_account_id = line.connected_account_id)
        OR EXISTS (SELECT FROM external_account_changes AS earlier WHERE earlier.connected_account_id = line.connected_account_id
          AND earlier.external_account_change_id NOT IN (SELECT external_account_change_id FROM added)))) THEN
    RAISE EXCEPTION 'a destination that leads elsewhere than before is a new one' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- The named column of what the program writes down is of its own transaction, whatever the program says. Whoever owns the tables repairs,
-- tests and seeds.
CREATE FUNCTION keep_moment() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  said timestamptz;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  said := to_jsonb(NEW) ->> TG_ARGV[0];
  IF said BETWEEN now() AND clock_timestamp() THEN RETURN NEW; END IF;
  RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], now()));
END $$;
--> statement-breakpoint
-- Which of a no and a yes came first (`rejections_of`), and whether an approval was there as its money was called.
CREATE TRIGGER keep_moment BEFORE INSERT ON payout_approvals FOR EACH ROW EXECUTE FUNCTION keep_moment('decided_at');
--> statement-breakpoint
-- Which incidents, and which bands, are of before a press (`kill_switch_left_open`, `kill_switch_keeps`).
CREATE TRIGGER keep_moment BEFORE INSERT ON kill_switches FOR EACH ROW EXECUTE FUNCTION keep_moment('pressed_at');
--> statement-breakpoint
-- Which payouts went past a hold.
CREATE TRIGGER keep_moment BEFORE INSERT ON holds FOR EACH ROW EXECUTE FUNCTION keep_moment('placed_at');
--> statement-breakpoint
-- Which payouts of an account are past Sluice: those since it is enrolled.
CREATE TRIGGER keep_moment BEFORE INSERT ON payout_accounts FOR EACH ROW EXECUTE FUNCTION keep_moment('enrolled_at');
--> statement-breakpoint
-- How new the destination is that risk looks at.
CREATE TRIGGER keep_moment BEFORE INSERT ON external_accounts FOR EACH ROW EXECUTE FUNCTION keep_moment('first_seen_at');
--> statement-breakpoint
DROP TRIGGER guard_later_reading ON external_accounts;
--> statement-breakpoint
CREATE TRIGGER guard_later_reading BEFORE UPDATE ON external_accounts FOR EACH ROW
  WHEN (NEW.read_at < OLD.read_at OR (NEW.external_account_id, NEW.connected_account_id, NEW.first_seen_at)
    <> (OLD.external_account_id, OLD.connected_account_id, OLD.first_seen_at))
  EXECUTE FUNCTION guard_reading_of_stripe();
--> statement-breakpoint
-- Until when a person's verdict keeps detectors from asking again.
CREATE TRIGGER keep_moment BEFORE INSERT ON risk_verdicts FOR EACH ROW EXECUTE FUNCTION keep_moment('given_at');
--> statement-breakpoint
-- The newest version is in force: one with the largest number that there is would be so for ever.
CREATE FUNCTION guard_version() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  newest int;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  EXECUTE format('SELECT coalesce(max(version), 0) FROM %I', TG_TABLE_NAME) INTO newest;
  IF NEW.version = newest + 1 THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'after version % of % comes the next one', newest, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_version BEFORE INSERT ON payout_policies FOR EACH ROW EXECUTE FUNCTION guard_version();
--> statement-breakpoint
CREATE TRIGGER guard_version BEFORE INSERT ON risk_rule_versions FOR EACH ROW EXECUTE FUNCTION guard_version();
--> statement-breakpoint
-- Stripe's list is read again where an attempt of a smaller number was sent (`is_read_since_earlier`): a number is the one of its claim, which
-- only grows.
CREATE FUNCTION guard_attempt_number() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR NEW.attempt_number = (SELECT attempt_count FROM payout_requests WHERE payout_request_id = NEW.payout_request_id) THEN
    NEW.created_at := CASE WHEN owns_table(TG_RELID) THEN NEW.created_at ELSE clock_timestamp() END;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'payout attempt % is not of the last claim of its request', NEW.payout_attempt_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_number BEFORE INSERT ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_attempt_number();
--> statement-breakpoint
-- What was called before is held to what was so before, by npm run check:invariants.
DO $$
BEGIN
  EXECUTE format('CREATE FUNCTION rejected_until_called_since() RETURNS timestamptz LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS %L',
    format('SELECT %L::timestamptz', now()));
END $$;
--> statement-breakpoint
-- As in 0084, as of any moment: a no that comes while a request waits is about its money, too.
DROP FUNCTION pays_rejected_money(payout_requests);
--> statement-breakpoint
CREATE FUNCTION pays_rejected_money(request payout_requests, until timestamptz) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM payout_approvals AS said WHERE said.connected_account_id = request.connected_account_id
      AND said.decision = 'reject' AND said.decided_at BETWEEN looser_by_proof_since() AND until)
    AND EXISTS (
    SELECT FROM rejections_of(request.connected_account_id, request.currency, ARRAY(
      SELECT balance_transaction_id FROM payout_allocations AS paid WHERE paid.payout_request_id = request.payout_request_id
        AND paid.reservation_number = request.reservation_number AND paid.amount > 0), until) AS said
    WHERE said.decided_at >= looser_by_proof_since())
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_rejected_money() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM payout_requests AS request WHERE request.payout_request_id = NEW.payout_request_id
    AND request.approvals_needed = 0 AND pays_rejected_money(request, clock_timestamp())) THEN
    RAISE EXCEPTION 'payout request % pays what a person rejected, so a person decides', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- And again as it is called: somebody may have said no since the claim.
CREATE TRIGGER guard_rejected_call BEFORE UPDATE ON payout_attempts FOR EACH ROW WHEN (NEW.state = 'calling' AND OLD.state <> 'calling')
  EXECUTE FUNCTION guard_rejected_money();
--> statement-breakpoint
-- What passed Sluice ends by what a reading of Stripe says, or by words about what was not undone; and on record either way.
REVOKE UPDATE ON bypasses FROM sluice_app;
--> statement-breakpoint
GRANT UPDATE (tries, undone, not_undone, state, ended_at) ON bypasses TO sluice_app;
--> statement-breakpoint
-- Whether what was seen is undone, by what Stripe told since: lib/payouts/bypasses/end-bypass.ts
CREATE FUNCTION is_bypass_undone(bypass bypasses) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE bypass.kind
    WHEN 'payout' THEN EXISTS (SELECT FROM payouts WHERE payout_id = bypass.subject AND connected_account_id = bypass.connected_account_id
      AND status IN ('canceled', 'failed'))
    WHEN 'schedule' THEN EXISTS (SELECT FROM connected_accounts WHERE connected_account_id = bypass.connected_account_id
      AND payout_interval = 'manual' AND settings_read_at >= bypass.seen_at - interval '1 minute')
    ELSE EXISTS (SELECT FROM external_accounts WHERE external_account_id = bypass.subject
      AND connected_account_id = bypass.connected_account_id AND deleted_at IS NOT NULL) END
$$;
--> statement-breakpoint
CREATE FUNCTION guard_bypass_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NULL; END IF;
  IF NEW.ended_at NOT BETWEEN now() AND clock_timestamp() OR NOT EXISTS (
    SELECT FROM audit_records AS record WHERE record.subject = NEW.subject AND record.action = 'bypass.end' AND record.outcome = 'done'
      AND record.recorded_at = now() AND record.after ->> 'kind' = NEW.kind
      AND (record.after ->> 'undone', record.after ->> 'notUndone') IS NOT DISTINCT FROM (NEW.undone, NEW.not_undone)) THEN
    RAISE EXCEPTION 'bypass % ends on record, as of now', NEW.bypass_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.not_undone IS NULL AND NOT is_bypass_undone(NEW) THEN
    RAISE EXCEPTION 'nothing that Stripe told says that bypass % is undone', NEW.bypass_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_end AFTER UPDATE ON bypasses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state = 'ended' AND OLD.state <> 'ended') EXECUTE FUNCTION guard_bypass_end();
