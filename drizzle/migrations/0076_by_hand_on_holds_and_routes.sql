-- What the program's own role could still write by hand: when a hold is looked at again, what it stands on and whose it is; which Postgres
-- sent last; a payout request that needs fewer people than the lines of its policy say. docs/decisions/0017-payout-control-in-the-database.md
SET lock_timeout = '5s';--> statement-breakpoint
-- A hold is written once. Afterwards its release is written, and that somebody was told: nothing changes what it stands on (a
-- source that lifts its own reads there whether its reason has gone) or whose it is.
REVOKE UPDATE ON holds FROM sluice_app;
--> statement-breakpoint
GRANT UPDATE (review_by, state, release_asked_by, release_asked_at, release_reason, released_by, released_by_source, released_at, escalated_at) ON holds
  TO sluice_app;
--> statement-breakpoint
-- Its review comes sooner where Stripe lets money wait no longer (lib/holds/insert-hold.ts), never later.
CREATE FUNCTION guard_review() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR NEW.review_by < OLD.review_by THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the review of hold % is never put off', NEW.hold_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_review BEFORE UPDATE ON holds FOR EACH ROW WHEN (NEW.review_by <> OLD.review_by) EXECUTE FUNCTION guard_review();
--> statement-breakpoint
-- Escalated is what an alarm says: else a hold could be said to be, and nobody hears. As of now, at the end of the step.
CREATE FUNCTION guard_escalation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (NEW.escalated_at = now() AND EXISTS (
    SELECT FROM alarms WHERE kind = 'hold_overdue' AND subject = NEW.connected_account_id AND closed_at IS NULL)) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'hold % is escalated by an alarm', NEW.hold_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_escalation AFTER UPDATE ON holds DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.escalated_at IS DISTINCT FROM OLD.escalated_at) EXECUTE FUNCTION guard_escalation();
--> statement-breakpoint
-- Which Postgres sent last is this one, and where it was another, dispatch is locked: a backup that was put back does not pass for the
-- original. lib/payouts/dispatch/watch-cluster.ts
CREATE FUNCTION guard_cluster() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR ((OLD.cluster IS NULL OR NEW.locked_at IS NOT NULL) AND NEW.cluster = (
    SELECT system.system_identifier || '/' || checkpoint.timeline_id FROM pg_control_system() AS system, pg_control_checkpoint() AS checkpoint)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'dispatch is of the Postgres that it is in, and locked where it was another' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_cluster BEFORE UPDATE ON dispatch_control FOR EACH ROW WHEN (NEW.cluster IS DISTINCT FROM OLD.cluster)
  EXECUTE FUNCTION guard_cluster();
--> statement-breakpoint
-- Whether a condition of a policy's line (lib/payouts/rules/policy-text.ts) is met by a request: null where the row alone cannot tell. The
-- policy is asked about the amount or more, and adds up days with it.
CREATE FUNCTION meets_policy_condition(request payout_requests, a_country text, condition text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = public, pg_temp AS $$
DECLARE
  said CONSTANT text := lower(trim(condition));
  is_not CONSTANT boolean := said LIKE 'not %';
  asked CONSTANT numeric := CASE WHEN said LIKE 'paid%' THEN request.amount ELSE greatest(request.amount, request.judged_amount) END;
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
-- The fewest people, and the least role, that the policy of a request can ask for it: what lines that surely speak of it say; of those that
-- may, the least; two where none does, or where lines compare amounts and none in its currency. lib/payouts/rules/evaluate-policy.ts
-- asks for as many or more.
CREATE FUNCTION least_people(request payout_requests, OUT approvals int, OUT strictness int) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
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
        WHERE account.connected_account_id = request.connected_account_id), condition) AS is_met
      FROM regexp_split_to_table(part[2], ' and ', 'i') AS condition) AS met ON true
    WHERE part[1] <> '' GROUP BY part)
  SELECT greatest(max(people) FILTER (WHERE is_sure), least(2, min(people) FILTER (WHERE may_be)),
      CASE WHEN bool_or(compares) AND NOT bool_or(compares_in_it) THEN 2 END),
    coalesce(max(role) FILTER (WHERE is_sure), 0)
  FROM rule
$$;
--> statement-breakpoint
CREATE FUNCTION guard_policy_lines() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  fewest record;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  SELECT * INTO fewest FROM least_people(NEW);
  IF NEW.approvals_needed < fewest.approvals OR role_strictness(NEW.approver_role) < fewest.strictness THEN
    RAISE EXCEPTION 'payout request % needs the people that its policy names', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_policy_lines_added BEFORE INSERT ON payout_requests FOR EACH ROW WHEN (NEW.policy_version_id IS NOT NULL)
  EXECUTE FUNCTION guard_policy_lines();
--> statement-breakpoint
CREATE TRIGGER guard_policy_lines BEFORE UPDATE ON payout_requests FOR EACH ROW
  WHEN (NEW.state = 'in_review' AND NEW.version <> OLD.version AND NEW.policy_version_id IS NOT NULL) EXECUTE FUNCTION guard_policy_lines();
