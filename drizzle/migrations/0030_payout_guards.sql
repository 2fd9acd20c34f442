-- What the database itself holds about payouts (promises 5 to 8): moves only along the declared edges, money calls only with
-- approvals, without holds and without a switch, what was decided never changes unseen. One lock order for every writer:
-- dispatch_control, payout_accounts, payout_requests, payout_attempts.
SET lock_timeout = '5s';
--> statement-breakpoint
INSERT INTO dispatch_control (epoch) VALUES (1);
--> statement-breakpoint
-- The moves of lib/transitions.ts; `lib/payouts/edges.test.ts` compares.
CREATE FUNCTION refuse_unless_edge(what text, was text, becomes text, edges text[]) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF was <> becomes AND NOT (was || '>' || becomes) = ANY (edges) THEN
    RAISE EXCEPTION '% does not move from % to %', what, was, becomes
      USING ERRCODE = 'integrity_constraint_violation', HINT = 'The moves are in lib/transitions.ts.';
  END IF;
END $$;
--> statement-breakpoint
-- Which standing press covers a payout; the first one, or null. What is not known counts as covered: stop means stop.
CREATE FUNCTION kill_switch_covering(an_account text, a_currency text, a_method text) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT kill_switch_id FROM kill_switches
  WHERE state <> 'released' AND NOT is_drill AND CASE scope
    WHEN 'everything' THEN true
    WHEN 'connected_account' THEN scope_value = an_account
    WHEN 'currency' THEN scope_value = a_currency
    WHEN 'method' THEN scope_value = a_method
    WHEN 'country' THEN coalesce((SELECT country FROM connected_accounts WHERE connected_account_id = an_account), scope_value)
      = scope_value
    ELSE true END
  ORDER BY pressed_at LIMIT 1
$$;
--> statement-breakpoint
CREATE FUNCTION guard_payout_request() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'in_review' THEN
      RAISE EXCEPTION 'a payout request begins in review' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  PERFORM refuse_unless_edge('payout request ' || OLD.payout_request_id, OLD.state, NEW.state, ARRAY[
    'approved>cancelled', 'approved>dispatching', 'approved>in_review', 'approved>rejected', 'dispatching>approved',
    'dispatching>refused', 'dispatching>sent', 'dispatching>unknown', 'in_review>approved', 'in_review>cancelled',
    'in_review>rejected', 'refused>cancelled', 'refused>in_review', 'returned>cancelled', 'returned>in_review',
    'sent>returned', 'sent>settled', 'settled>returned', 'unknown>approved', 'unknown>dispatching', 'unknown>refused',
    'unknown>sent']);
  IF (NEW.payout_request_id, NEW.connected_account_id, NEW.currency, NEW.origin, NEW.requested_by, NEW.requested_at,
      coalesce(NEW.requested_by_operator_id, ''))
    IS DISTINCT FROM (OLD.payout_request_id, OLD.connected_account_id, OLD.currency, OLD.origin, OLD.requested_by,
      OLD.requested_at, coalesce(OLD.requested_by_operator_id, '')) THEN
    RAISE EXCEPTION 'who asked for payout request %, and for whom, never changes', OLD.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- What is paid, and who must decide it, changes only while people can look at it again.
  IF (NEW.payload_hash, NEW.approvals_needed, NEW.route) IS DISTINCT FROM (OLD.payload_hash, OLD.approvals_needed, OLD.route)
    AND NOT (NEW.state = 'in_review' AND NEW.version > OLD.version) THEN
    RAISE EXCEPTION 'payout request % changes only in review, as a new version', OLD.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.version < OLD.version OR NEW.reservation_number < OLD.reservation_number OR NEW.attempt_count < OLD.attempt_count THEN
    RAISE EXCEPTION 'the counters of payout request % only grow', OLD.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state THEN NEW.state_since := clock_timestamp(); END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON payout_requests FOR EACH ROW EXECUTE FUNCTION guard_payout_request();
--> statement-breakpoint
CREATE FUNCTION guard_payout_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE request payout_requests;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - ARRAY['state', 'voided_at', 'voided_because'] <> to_jsonb(OLD) - ARRAY['state', 'voided_at', 'voided_because']
      OR OLD.state = 'void' THEN
      RAISE EXCEPTION 'a decision is never changed, only made void' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO request FROM payout_requests WHERE payout_request_id = NEW.payout_request_id FOR UPDATE;
  IF request.payout_request_id IS NULL OR request.connected_account_id <> NEW.connected_account_id
    OR request.payload_hash <> NEW.payload_hash OR request.version <> NEW.request_version OR NEW.state <> 'given' THEN
    RAISE EXCEPTION 'a decision is about a payout request as it is' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.decision = 'approve' AND request.state <> 'in_review' THEN
    RAISE EXCEPTION 'payout request % is not in review', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.decision = 'approve' AND request.requested_by_operator_id = NEW.operator_id THEN
    RAISE EXCEPTION 'nobody approves what they asked for' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON payout_approvals FOR EACH ROW EXECUTE FUNCTION guard_payout_approval();
--> statement-breakpoint
-- How many distinct people who still may approve have approved exactly this payload, whoever asked for it left out.
CREATE FUNCTION standing_approvals(a_request text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT count(DISTINCT approval.operator_id)
  FROM payout_approvals AS approval
  JOIN payout_requests AS request USING (payout_request_id)
  JOIN operators AS operator ON operator.operator_id = approval.operator_id
  WHERE request.payout_request_id = a_request AND approval.decision = 'approve' AND approval.state = 'given'
    AND approval.payload_hash = request.payload_hash
    AND approval.operator_id IS DISTINCT FROM request.requested_by_operator_id
    AND operator.disabled_at IS NULL AND operator.role IN ('finance_operator', 'risk_reviewer', 'administrator')
$$;
--> statement-breakpoint
-- The permit: the check and the act are one step, whatever the program believes.
CREATE FUNCTION guard_payout_attempt() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  control dispatch_control;
  request payout_requests;
  stopped_by text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM refuse_unless_edge('payout attempt ' || OLD.payout_attempt_id, OLD.state, NEW.state, ARRAY[
      'accepted>returned', 'calling>accepted', 'calling>claimed', 'calling>refused', 'calling>unknown', 'claimed>abandoned',
      'claimed>calling', 'unknown>absent', 'unknown>accepted', 'unknown>calling']);
    IF (NEW.payout_attempt_id, NEW.payout_request_id, NEW.connected_account_id, NEW.attempt_number, NEW.idempotency_key,
        NEW.payload_hash)
      IS DISTINCT FROM (OLD.payout_attempt_id, OLD.payout_request_id, OLD.connected_account_id, OLD.attempt_number,
        OLD.idempotency_key, OLD.payload_hash)
      OR (OLD.payout_id IS NOT NULL AND NEW.payout_id IS DISTINCT FROM OLD.payout_id)
      OR NEW.claim_number < OLD.claim_number OR NEW.calls < OLD.calls OR (OLD.has_stored_failure AND NOT NEW.has_stored_failure) THEN
      RAISE EXCEPTION 'what payout attempt % is about never changes', OLD.payout_attempt_id
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state <> 'calling' OR OLD.state = 'calling' THEN
      -- A call may be waited for no longer than its permit said.
      IF OLD.state = 'calling' AND NEW.state = 'calling' AND NEW.call_until > OLD.call_until THEN
        RAISE EXCEPTION 'a call is not prolonged' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END IF;
  ELSIF NEW.state <> 'claimed' THEN
    RAISE EXCEPTION 'a payout attempt is written down before the call' USING ERRCODE = 'integrity_constraint_violation';
  END IF;

  SELECT * INTO control FROM dispatch_control FOR SHARE;
  PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'connected account % is not enrolled', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT * INTO request FROM payout_requests WHERE payout_request_id = NEW.payout_request_id FOR UPDATE;
  IF request.payout_request_id IS NULL OR request.connected_account_id <> NEW.connected_account_id
    OR request.payload_hash <> NEW.payload_hash OR request.state <> 'dispatching' THEN
    RAISE EXCEPTION 'payout request % is not being dispatched as payout attempt % says', NEW.payout_request_id, NEW.payout_attempt_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF control.locked_at IS NOT NULL THEN
    RAISE EXCEPTION 'dispatch is locked: %', control.locked_because USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  stopped_by := kill_switch_covering(request.connected_account_id, request.currency, request.method);
  IF stopped_by IS NOT NULL THEN
    RAISE EXCEPTION 'kill switch % covers payout request %', stopped_by, NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM holds WHERE state <> 'released' AND keeps_percent = 100
      AND connected_account_id = request.connected_account_id
      AND (payout_request_id = request.payout_request_id
        OR (payout_request_id IS NULL AND coalesce(currency, request.currency) = request.currency))) THEN
    RAISE EXCEPTION 'a hold is open on payout request %', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF standing_approvals(request.payout_request_id) < request.approvals_needed THEN
    RAISE EXCEPTION 'payout request % is not approved by enough people', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'calling' THEN
    IF NEW.epoch IS DISTINCT FROM control.epoch OR NEW.call_until > clock_timestamp() + interval '60 seconds' THEN
      RAISE EXCEPTION 'a permit is of this epoch and ends soon' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_payout_attempt();
--> statement-breakpoint
CREATE FUNCTION guard_hold() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM refuse_unless_edge('hold ' || OLD.hold_id, OLD.state, NEW.state,
      ARRAY['open>release_asked', 'open>released', 'release_asked>open', 'release_asked>released']);
    IF OLD.state = 'released' OR (NEW.hold_id, NEW.connected_account_id, coalesce(NEW.payout_request_id, ''),
        coalesce(NEW.currency, ''), NEW.source, NEW.reason_code, NEW.placed_by, NEW.placed_at)
      IS DISTINCT FROM (OLD.hold_id, OLD.connected_account_id, coalesce(OLD.payout_request_id, ''), coalesce(OLD.currency, ''),
        OLD.source, OLD.reason_code, OLD.placed_by, OLD.placed_at)
      OR NEW.keeps_percent < OLD.keeps_percent
      -- Whoever asked for a release stays its first person until it is taken back.
      OR (OLD.state = 'release_asked' AND NEW.state <> 'open' AND NEW.release_asked_by IS DISTINCT FROM OLD.release_asked_by) THEN
      RAISE EXCEPTION 'hold % changes only by its release', OLD.hold_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> 'open' THEN
    RAISE EXCEPTION 'a hold begins open' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- A permit locks the same row: it either sees this hold or was given before it.
  PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON holds FOR EACH ROW EXECUTE FUNCTION guard_hold();
--> statement-breakpoint
CREATE FUNCTION guard_kill_switch() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'engaging' THEN
      RAISE EXCEPTION 'a press begins as engaging' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Waits for permits that are being given, and makes every permit of the old epoch invalid.
    IF NEW.is_drill THEN
      SELECT epoch INTO NEW.epoch FROM dispatch_control FOR UPDATE;
    ELSE
      UPDATE dispatch_control SET epoch = epoch + 1 RETURNING epoch INTO NEW.epoch;
    END IF;
    RETURN NEW;
  END IF;
  PERFORM refuse_unless_edge('kill switch ' || OLD.kill_switch_id, OLD.state, NEW.state,
    ARRAY['engaged>release_asked', 'engaging>engaged', 'release_asked>engaged', 'release_asked>released']
      || CASE WHEN OLD.is_drill THEN ARRAY['engaged>released'] ELSE ARRAY[]::text[] END);
  IF OLD.state = 'released' OR (NEW.kill_switch_id, NEW.scope, NEW.scope_value, NEW.is_drill, NEW.reason, NEW.epoch, NEW.engaged_by,
      NEW.pressed_at)
    IS DISTINCT FROM (OLD.kill_switch_id, OLD.scope, OLD.scope_value, OLD.is_drill, OLD.reason, OLD.epoch, OLD.engaged_by,
      OLD.pressed_at)
    OR (OLD.state = 'release_asked' AND NEW.state = 'released' AND NEW.release_asked_by IS DISTINCT FROM OLD.release_asked_by) THEN
    RAISE EXCEPTION 'kill switch % changes only by its phases', OLD.kill_switch_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON kill_switches FOR EACH ROW EXECUTE FUNCTION guard_kill_switch();
--> statement-breakpoint
CREATE FUNCTION guard_dispatch_control() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'the epoch only grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE UPDATE ON dispatch_control FOR EACH ROW EXECUTE FUNCTION guard_dispatch_control();
--> statement-breakpoint
CREATE FUNCTION guard_payout_allocations() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE offending text;
BEGIN
  -- One writer per account at a time, or two of them would each see only their own share.
  PERFORM 1 FROM payout_accounts WHERE connected_account_id IN (SELECT connected_account_id FROM new_allocations)
    ORDER BY connected_account_id FOR UPDATE;
  SELECT paid.balance_transaction_id INTO offending
  FROM (SELECT DISTINCT balance_transaction_id, occurred_at, connected_account_id FROM new_allocations) AS touched
  JOIN LATERAL (
    SELECT touched.balance_transaction_id, sum(amount) AS allocated, min(amount) AS least, max(amount) AS most
    FROM payout_allocations WHERE balance_transaction_id = touched.balance_transaction_id AND released_at IS NULL) AS paid ON true
  LEFT JOIN balance_transactions AS stored USING (balance_transaction_id, occurred_at)
  WHERE stored.net IS NULL OR stored.connected_account_id <> touched.connected_account_id
    OR sign(paid.least) <> sign(stored.net) OR sign(paid.most) <> sign(stored.net) OR abs(paid.allocated) > abs(stored.net)
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'more of balance transaction % is allocated than it brought', offending
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard AFTER INSERT ON payout_allocations REFERENCING NEW TABLE AS new_allocations
  FOR EACH STATEMENT EXECUTE FUNCTION guard_payout_allocations();
--> statement-breakpoint
CREATE FUNCTION guard_payout_allocation_release() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.released_at IS NOT NULL OR to_jsonb(NEW) - 'released_at' <> to_jsonb(OLD) - 'released_at' THEN
    RAISE EXCEPTION 'an allocation is only released, once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_release BEFORE UPDATE ON payout_allocations
  FOR EACH ROW EXECUTE FUNCTION guard_payout_allocation_release();
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['payout_accounts', 'payout_requests', 'payout_allocations', 'payout_attempts', 'payout_approvals',
                                    'holds', 'kill_switches', 'kill_switch_steps', 'dispatch_control'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO sluice_app', table_name);
    EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE INSERT ON dispatch_control FROM sluice_app;
