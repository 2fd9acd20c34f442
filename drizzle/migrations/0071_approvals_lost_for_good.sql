-- An approval that counted no more for a while never counts again (decision 0036): it is given in a role, and ends with that role, with
-- its giver's access, or when its giver came to be one hand with a maker or with another approver. The person may decide again.
SET lock_timeout = '5s';--> statement-breakpoint
-- Whether one approval counts now. An approval is given in a role: another one, also a higher one, has not decided.
CREATE FUNCTION approval_stands(approval payout_approvals) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM payout_requests AS request JOIN operators AS operator ON operator.operator_id = approval.operator_id
    WHERE request.payout_request_id = approval.payout_request_id AND approval.decision = 'approve' AND approval.state = 'given'
      AND approval.payload_hash = request.payload_hash AND approval.request_version >= coalesce(request.reopened_version, 1)
      AND operator.disabled_at IS NULL AND operator.role = approval.operator_role
      AND operator.role IN ('finance_operator', 'risk_reviewer', 'administrator')
      AND NOT is_hand_of_maker(request.payout_request_id, approval.operator_id)
      AND NOT EXISTS (SELECT FROM payout_approvals AS earlier
        WHERE earlier.payout_request_id = request.payout_request_id AND earlier.decision = 'approve' AND earlier.state = 'given'
          AND earlier.payload_hash = request.payload_hash AND earlier.operator_id <> approval.operator_id
          AND (earlier.decided_at, earlier.payout_approval_id) < (approval.decided_at, approval.payout_approval_id)
          AND same_hand(earlier.operator_id, approval.operator_id)))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION standing_approvals(a_request text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN count(*) FILTER (WHERE request.approver_role IS NULL OR approval.operator_role = request.approver_role) > 0
    THEN count(DISTINCT approval.operator_id)
    ELSE least(count(DISTINCT approval.operator_id), greatest(max(request.approvals_needed) - 1, 0)) END
  FROM payout_approvals AS approval JOIN payout_requests AS request USING (payout_request_id)
  WHERE request.payout_request_id = a_request AND approval_stands(approval)
$$;
--> statement-breakpoint
-- Of requests that may still be sent or sent again, approvals that do not count: for good. What Stripe has keeps the approvals it left with.
CREATE FUNCTION void_fallen_approvals(requests text[], because text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE open_requests text[];
BEGIN
  -- In one order; whoever decides has locked their own row first, and waits here for nothing else of ours.
  open_requests := ARRAY(SELECT payout_request_id FROM payout_requests WHERE payout_request_id = ANY (requests)
    AND state IN ('in_review', 'approved', 'dispatching', 'unknown') ORDER BY payout_request_id FOR UPDATE);
  UPDATE payout_approvals AS approval SET state = 'void', voided_at = clock_timestamp(), voided_because = because
  WHERE payout_request_id = ANY (open_requests) AND decision = 'approve' AND state = 'given' AND NOT approval_stands(approval);
END $$;
--> statement-breakpoint
CREATE FUNCTION void_approvals_of_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM void_fallen_approvals(ARRAY(SELECT payout_request_id FROM payout_approvals JOIN payout_requests AS request USING (payout_request_id)
      WHERE operator_id = NEW.operator_id AND decision = 'approve' AND payout_approvals.state = 'given'
        AND request.state IN ('in_review', 'approved', 'dispatching', 'unknown')),
    CASE WHEN NEW.role <> OLD.role THEN 'Their role changed.' ELSE 'They were disabled.' END);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER void_approvals AFTER UPDATE ON operators FOR EACH ROW
  WHEN (NEW.role <> OLD.role OR (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL)) EXECUTE FUNCTION void_approvals_of_person();
--> statement-breakpoint
-- A link that somebody gave, or a factor that somebody took away, may make one hand of any two: also of two who had both from a third.
CREATE FUNCTION void_approvals_of_hands() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM void_fallen_approvals(ARRAY(SELECT DISTINCT payout_request_id FROM payout_approvals JOIN payout_requests AS request USING (payout_request_id)
      WHERE request.state IN ('in_review', 'approved', 'dispatching', 'unknown') AND payout_approvals.state = 'given' AND decision = 'approve'),
    'They came to be one hand with whoever asked, or with another approver.');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER void_approvals AFTER INSERT OR UPDATE ON operator_invitations FOR EACH ROW EXECUTE FUNCTION void_approvals_of_hands();
--> statement-breakpoint
CREATE TRIGGER void_approvals AFTER UPDATE ON step_up_factors FOR EACH ROW
  WHEN (NEW.state = 'removed' AND OLD.state <> 'removed') EXECUTE FUNCTION void_approvals_of_hands();
--> statement-breakpoint
-- Who invited the owner who asked, made them a link, or has their address.
CREATE FUNCTION void_approvals_of_givers() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM void_fallen_approvals(ARRAY(SELECT payout_request_id FROM payout_requests WHERE connected_account_id = NEW.connected_account_id
      AND origin = 'owner' AND state IN ('in_review', 'approved', 'dispatching', 'unknown')),
    'They came to be one hand with the owner who asked.');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER void_approvals AFTER INSERT OR UPDATE OF invited_by, linked_by, connected_account_id ON seller_invitations FOR EACH ROW
  WHEN (NEW.connected_account_id IS NOT NULL) EXECUTE FUNCTION void_approvals_of_givers();
--> statement-breakpoint
CREATE TRIGGER void_approvals AFTER INSERT ON connected_account_owners FOR EACH ROW EXECUTE FUNCTION void_approvals_of_givers();
--> statement-breakpoint
-- What was lost until now stays lost.
SELECT void_fallen_approvals(ARRAY(SELECT DISTINCT payout_request_id FROM payout_approvals WHERE state = 'given'), 'Whoever gave it could not have approved for a while.');
--> statement-breakpoint
-- And what had its people and never left: somebody had lost their role and has it again. Who, the rows do not say.
UPDATE payout_approvals AS approval SET state = 'void', voided_at = clock_timestamp(),
  voided_because = 'An approver could not have approved for a while. It is decided anew.'
FROM payout_requests AS request
WHERE request.payout_request_id = approval.payout_request_id AND request.state = 'in_review' AND request.approvals_needed > 0
  AND approval.decision = 'approve' AND approval.state = 'given' AND standing_approvals(request.payout_request_id) >= request.approvals_needed;
--> statement-breakpoint
UPDATE payout_requests SET state = 'in_review'
WHERE state = 'approved' AND approvals_needed > 0 AND standing_approvals(payout_request_id) < approvals_needed;
