-- Maker and checker are two hands, not two names: what one person could do under two names is done by one. And what the program's own
-- role could still write of people by hand. docs/decisions/0031-same-hand.md
SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "operator_vouchings" (
	"operator_vouching_id" text PRIMARY KEY NOT NULL,
	"operator_id" text NOT NULL,
	"vouched_by" text NOT NULL,
	"vouched_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "operator_vouchings_another" CHECK (vouched_by <> operator_id)
);
--> statement-breakpoint
ALTER TABLE "seller_invitations" ADD COLUMN "linked_by" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "operator_vouchings_by_operator" ON "operator_vouchings" USING btree ("operator_id","vouched_at");--> statement-breakpoint
CREATE INDEX "operator_invitations_by_operator" ON "operator_invitations" USING btree ("operator_id","created_at");--> statement-breakpoint
-- Whoever gave somebody their link, or took away what they confirm with, could be both: they count as the same hand until another
-- administrator has vouched, by confirming a factor or in so many words. A link that is still open may be used after any word.
CREATE FUNCTION is_vouched_since(a_person text, a_giver text, since timestamptz) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM step_up_factors WHERE operator_id = a_person AND confirmed_by NOT IN (a_person, a_giver) AND confirmed_at > since)
    OR EXISTS (SELECT FROM operator_vouchings WHERE operator_id = a_person AND vouched_by NOT IN (a_person, a_giver) AND vouched_at > since)
$$;
--> statement-breakpoint
-- What the machine made (`npm run people:invite`) was given by whoever owns the database, who is none of the people; nobody gave
-- a link to the people of the demo.
CREATE FUNCTION hands_that_gave(a_person text) RETURNS TABLE (giver text, gave text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT link.created_by, 'link'
  FROM operator_invitations AS link JOIN operators AS other ON other.operator_id = link.created_by
  WHERE link.operator_id = a_person AND link.created_by <> a_person
    AND NOT is_vouched_since(a_person, link.created_by, CASE
      WHEN link.used_at IS NULL AND link.revoked_at IS NULL AND link.expires_at > now() THEN 'infinity'
      ELSE coalesce(link.used_at, link.created_at) END)
  UNION
  SELECT gone.removed_by, 'factor'
  FROM step_up_factors AS gone JOIN operators AS other ON other.operator_id = gone.removed_by
  WHERE gone.operator_id = a_person AND gone.removed_by <> a_person AND gone.state = 'removed' AND gone.confirmed_at IS NOT NULL
    AND NOT is_vouched_since(a_person, gone.removed_by, gone.removed_at)
$$;
--> statement-breakpoint
-- Everybody who may stand behind a person: they themselves, whoever gave to them, whoever gave to those.
CREATE FUNCTION hands_behind(a_person text) RETURNS SETOF text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE hand (id) AS (
    SELECT a_person UNION SELECT gave.giver FROM hand CROSS JOIN LATERAL hands_that_gave(hand.id) AS gave)
  SELECT id FROM hand WHERE id IS NOT NULL
$$;
--> statement-breakpoint
-- Whether one person could be both: in both directions, and when a third one gave to both.
CREATE FUNCTION same_hand(a text, b text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(a = b, false) OR EXISTS (SELECT hands_behind(a) INTERSECT SELECT hands_behind(b))
$$;
--> statement-breakpoint
-- In which way, for the words that people are told (lib/auth/same-hand.ts); null for two hands.
CREATE FUNCTION how_same_hand(a text, b text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN a = b THEN 'self' WHEN NOT same_hand(a, b) THEN NULL
    ELSE coalesce((SELECT min('gave_' || gave) FROM hands_that_gave(b) WHERE giver = a),
      (SELECT min('got_' || gave) FROM hands_that_gave(a) WHERE giver = b), 'shared') END
$$;
--> statement-breakpoint
-- All who are one hand with a person, for lists of what they may decide.
CREATE FUNCTION same_hands_of(a_person text) RETURNS SETOF text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH RECURSIVE one (id) AS (
    SELECT hands_behind(a_person)
    UNION
    SELECT given.operator_id FROM one JOIN (
      SELECT operator_id, created_by AS giver FROM operator_invitations
      UNION SELECT operator_id, removed_by FROM step_up_factors WHERE removed_by IS NOT NULL) AS given ON given.giver = one.id
    WHERE EXISTS (SELECT FROM hands_that_gave(given.operator_id) AS gave WHERE gave.giver = one.id))
  SELECT id FROM one
$$;
--> statement-breakpoint
-- Whose wish a payout request is. An owner who asks may be whoever has an owner's address, invited the owner or made their link:
-- nobody vouches for owners, so that never ends.
CREATE FUNCTION request_makers(a_request text) RETURNS TABLE (operator_id text, part text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT requested_by_operator_id, 'asked' FROM payout_requests
  WHERE payout_request_id = a_request AND requested_by_operator_id IS NOT NULL
  UNION
  SELECT reopened_by_operator_id, 'reopened' FROM payout_requests
  WHERE payout_request_id = a_request AND reopened_by_operator_id IS NOT NULL
  UNION
  SELECT person.operator_id, 'owner' FROM payout_requests AS request
  JOIN connected_account_owners AS owner USING (connected_account_id) JOIN operators AS person ON lower(person.email) = lower(owner.email)
  WHERE request.payout_request_id = a_request AND request.origin = 'owner'
  UNION
  SELECT giver.id, 'invited' FROM payout_requests AS request JOIN seller_invitations AS invitation USING (connected_account_id)
  CROSS JOIN LATERAL unnest(invitation.invited_by || invitation.linked_by) AS giver (id)
  WHERE request.payout_request_id = a_request AND request.origin = 'owner'
$$;
--> statement-breakpoint
CREATE FUNCTION is_hand_of_maker(a_request text, a_person text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM request_makers(a_request) AS maker WHERE same_hand(maker.operator_id, a_person))
$$;
--> statement-breakpoint
-- Distinct people are distinct hands: of two approvals that one hand could have given the first counts.
CREATE OR REPLACE FUNCTION standing_approvals(a_request text) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN count(*) FILTER (WHERE request.approver_role IS NULL OR operator.role = request.approver_role) > 0
    THEN count(DISTINCT approval.operator_id)
    ELSE least(count(DISTINCT approval.operator_id), greatest(max(request.approvals_needed) - 1, 0)) END
  FROM payout_approvals AS approval
  JOIN payout_requests AS request USING (payout_request_id)
  JOIN operators AS operator ON operator.operator_id = approval.operator_id
  WHERE request.payout_request_id = a_request AND approval.decision = 'approve' AND approval.state = 'given'
    AND approval.payload_hash = request.payload_hash
    AND approval.request_version >= coalesce(request.reopened_version, 1)
    AND operator.disabled_at IS NULL AND operator.role IN ('finance_operator', 'risk_reviewer', 'administrator')
    AND NOT is_hand_of_maker(a_request, approval.operator_id)
    AND NOT EXISTS (SELECT FROM payout_approvals AS earlier
      WHERE earlier.payout_request_id = a_request AND earlier.decision = 'approve' AND earlier.state = 'given'
        AND earlier.payload_hash = request.payload_hash AND earlier.operator_id <> approval.operator_id
        AND (earlier.decided_at, earlier.payout_approval_id) < (approval.decided_at, approval.payout_approval_id)
        AND same_hand(earlier.operator_id, approval.operator_id))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_approval_maker() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM request_makers(NEW.payout_request_id) AS maker WHERE maker.operator_id = NEW.operator_id AND part = 'reopened') THEN
    RAISE EXCEPTION 'nobody approves what they opened again' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM request_makers(NEW.payout_request_id) AS maker WHERE part IN ('owner', 'invited') AND same_hand(maker.operator_id, NEW.operator_id)) THEN
    RAISE EXCEPTION 'nobody approves what they asked for as an owner, or whoever they had invited as one'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF is_hand_of_maker(NEW.payout_request_id, NEW.operator_id) THEN
    RAISE EXCEPTION 'nobody approves what their own hand asked for: one of the two gave the other their link, and nobody else has vouched since'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM payout_approvals AS given WHERE given.payout_request_id = NEW.payout_request_id AND given.decision = 'approve'
    AND given.state = 'given' AND given.operator_id <> NEW.operator_id AND same_hand(given.operator_id, NEW.operator_id)) THEN
    RAISE EXCEPTION 'one hand approves once: one of the two gave the other their link, and nobody else has vouched since'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- The two people of every other act. Its arguments: the column of the first one, as it was, and of the second, as it becomes. That they
-- are two names at all is asked elsewhere.
CREATE FUNCTION guard_two_hands() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  first CONSTANT text := (CASE TG_OP WHEN 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END) ->> TG_ARGV[0];
  second CONSTANT text := to_jsonb(NEW) ->> TG_ARGV[1];
BEGIN
  IF first <> second AND same_hand(first, second) THEN
    RAISE EXCEPTION '% and % are one hand: one gave the other their link, or one person gave it to both, and nobody else has vouched since',
      first, second USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON holds FOR EACH ROW WHEN (NEW.state = 'released' AND OLD.state <> 'released')
  EXECUTE FUNCTION guard_two_hands('release_asked_by', 'released_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON kill_switches FOR EACH ROW WHEN (NEW.state = 'released' AND OLD.state <> 'released')
  EXECUTE FUNCTION guard_two_hands('release_asked_by', 'released_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON dispatch_control FOR EACH ROW WHEN (OLD.locked_at IS NOT NULL AND NEW.locked_at IS NULL)
  EXECUTE FUNCTION guard_two_hands('unlock_asked_by', 'unlocked_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON payout_policies FOR EACH ROW WHEN (NEW.state = 'published' AND OLD.state <> 'published')
  EXECUTE FUNCTION guard_two_hands('written_by', 'published_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON risk_rule_versions FOR EACH ROW WHEN (NEW.state = 'published' AND OLD.state <> 'published')
  EXECUTE FUNCTION guard_two_hands('written_by', 'published_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON risk_models FOR EACH ROW WHEN (NEW.state = 'champion' AND OLD.state <> 'champion')
  EXECUTE FUNCTION guard_two_hands('asked_by', 'promoted_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON segment_proposals FOR EACH ROW WHEN (NEW.state = 'confirmed')
  EXECUTE FUNCTION guard_two_hands('proposed_by', 'decided_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON operator_change_requests FOR EACH ROW WHEN (NEW.decision = 'approved')
  EXECUTE FUNCTION guard_two_hands('requested_by', 'decided_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE UPDATE ON step_up_factors FOR EACH ROW WHEN (NEW.state = 'active' AND OLD.state <> 'active')
  EXECUTE FUNCTION guard_two_hands('operator_id', 'confirmed_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands_added BEFORE INSERT ON step_up_factors FOR EACH ROW WHEN (NEW.state = 'active')
  EXECUTE FUNCTION guard_two_hands('operator_id', 'confirmed_by');
--> statement-breakpoint
CREATE TRIGGER guard_hands BEFORE INSERT ON operator_vouchings FOR EACH ROW EXECUTE FUNCTION guard_two_hands('operator_id', 'vouched_by');
--> statement-breakpoint
-- What is given is dated when it is given, whatever began before; a word no later than it was said.
CREATE FUNCTION guard_operator_vouching() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NOT is_person_of(NEW.vouched_by, ARRAY['administrator']) THEN
    RAISE EXCEPTION 'an administrator vouches for people' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.vouched_at := now();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON operator_vouchings FOR EACH ROW EXECUTE FUNCTION guard_operator_vouching();
--> statement-breakpoint
CREATE FUNCTION guard_step_up_dates() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  was CONSTANT text := CASE TG_OP WHEN 'INSERT' THEN 'waiting' ELSE OLD.state END;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.state = 'active' AND was = 'waiting' THEN
    NEW.confirmed_at := now();
  ELSIF TG_OP = 'INSERT' OR NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at THEN
    NEW.confirmed_at := CASE TG_OP WHEN 'INSERT' THEN NULL ELSE OLD.confirmed_at END;
  END IF;
  IF NEW.state = 'removed' THEN
    IF NEW.removed_by IS NULL THEN
      RAISE EXCEPTION 'factor % is removed by somebody', NEW.factor_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.removed_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_dates BEFORE INSERT OR UPDATE ON step_up_factors FOR EACH ROW EXECUTE FUNCTION guard_step_up_dates();
--> statement-breakpoint
-- A link is made by an administrator, for nobody who is one, and by nobody for the people of the demo; the machine's is its owner's.
CREATE FUNCTION guard_operator_invitation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NOT is_person_of(NEW.created_by, ARRAY['administrator']) OR num_nonnulls(NEW.used_at, NEW.revoked_at) > 0
      OR NOT EXISTS (SELECT FROM operators WHERE operator_id = NEW.operator_id AND role <> 'administrator' AND NOT is_demo_persona) THEN
      RAISE EXCEPTION 'a link is made by an administrator, for somebody who is none' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.created_at := clock_timestamp();
    RETURN NEW;
  END IF;
  IF num_nonnulls(OLD.used_at, OLD.revoked_at) > 0 THEN
    RAISE EXCEPTION 'a link ends once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.used_at := CASE WHEN NEW.used_at IS NOT NULL THEN clock_timestamp() END;
  NEW.revoked_at := CASE WHEN NEW.revoked_at IS NOT NULL THEN clock_timestamp() END;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON operator_invitations FOR EACH ROW EXECUTE FUNCTION guard_operator_invitation();
--> statement-breakpoint
-- A change of an administrator is asked for in one step and decided in a later one, each by an administrator.
CREATE FUNCTION guard_operator_change_request() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.decision IS NOT NULL OR NOT is_person_of(NEW.requested_by, ARRAY['administrator']) THEN
      RAISE EXCEPTION 'a change of a person is asked for by an administrator, and decided after' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.requested_at := clock_timestamp();
  ELSIF NEW.decision = 'approved' AND NOT (OLD.requested_at < now() AND is_person_of(NEW.decided_by, ARRAY['administrator'])) THEN
    RAISE EXCEPTION 'a change of a person is approved by another administrator, after it was asked for'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON operator_change_requests FOR EACH ROW EXECUTE FUNCTION guard_operator_change_request();
--> statement-breakpoint
-- People come by an invitation of the same step, and never as administrators or as people of the demo: both are made by the owner.
CREATE FUNCTION guard_person_added() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (NEW.role <> 'administrator' AND NOT NEW.is_demo_persona AND NEW.disabled_at IS NULL AND EXISTS (
    SELECT FROM operator_invitations WHERE operator_id = NEW.operator_id AND created_at >= now())) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'people are invited by an administrator, with another role than theirs' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_added AFTER INSERT ON operators DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_person_added();
--> statement-breakpoint
-- Who may what, and who is let in, changes with its record of the same transaction, as the verbs of lib/people write it.
CREATE FUNCTION guard_person_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM audit_records WHERE subject = NEW.operator_id AND recorded_at = now()
    AND outcome = 'done' AND actor_kind = 'operator'
    AND action IN ('operator.role', 'operator.disable', 'operator.enable', 'operator_change.approved')) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'a change of % stands in no record', NEW.operator_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_changed AFTER UPDATE ON operators DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((NEW.role, NEW.disabled_at) IS DISTINCT FROM (OLD.role, OLD.disabled_at)) EXECUTE FUNCTION guard_person_changed();
--> statement-breakpoint
-- An address says who somebody is, to single sign-on and to whoever compares people with owners: it never changes.
REVOKE UPDATE ON operators FROM sluice_app;
--> statement-breakpoint
GRANT UPDATE (role, disabled_at) ON operators TO sluice_app;
--> statement-breakpoint
REVOKE UPDATE (email) ON connected_account_owners FROM sluice_app;
--> statement-breakpoint
-- An owner comes by accepting an invitation to that very account.
CREATE FUNCTION guard_owner_added() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (NOT NEW.is_demo_persona AND EXISTS (SELECT FROM seller_invitations
    WHERE owner_id = NEW.owner_id AND connected_account_id = NEW.connected_account_id AND lower(email) = lower(NEW.email)
      AND accepted_at >= now())) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'owner % has accepted no invitation', NEW.owner_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_added AFTER INSERT ON connected_account_owners DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION guard_owner_added();
--> statement-breakpoint
-- Who made links before there was a place for it: the record knows.
UPDATE seller_invitations AS invitation SET linked_by = made.by FROM (
  SELECT subject, array_agg(actor_id ORDER BY recorded_at, audit_record_id) AS by FROM audit_records
  WHERE action = 'seller_link.make' AND outcome = 'done' AND actor_kind = 'operator' GROUP BY subject) AS made
WHERE made.subject = invitation.seller_invitation_id;
--> statement-breakpoint
GRANT UPDATE (linked_by) ON seller_invitations TO sluice_app;
--> statement-breakpoint
-- Who invited and who made each link stands beside it: they never decide what its owner asks for.
CREATE FUNCTION guard_seller_link() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  -- `sellers.invite` of lib/auth/permissions.ts
  roles CONSTANT text[] := ARRAY['finance_operator', 'administrator'];
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF is_person_of(NEW.invited_by, roles) AND NEW.linked_by = '{}' AND NEW.token_hash IS NULL AND NEW.owner_id IS NULL THEN
      RETURN NEW;
    END IF;
  ELSIF NEW.token_hash IS NOT DISTINCT FROM OLD.token_hash THEN
    IF NEW.linked_by = OLD.linked_by THEN RETURN NEW; END IF;
  ELSIF NEW.linked_by[:cardinality(OLD.linked_by)] = OLD.linked_by AND cardinality(NEW.linked_by) = cardinality(OLD.linked_by) + 1
    AND is_person_of(NEW.linked_by[cardinality(NEW.linked_by)], roles) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'who invited the owner of invitation %, and made each link, stands beside it', NEW.seller_invitation_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_link BEFORE INSERT OR UPDATE ON seller_invitations FOR EACH ROW EXECUTE FUNCTION guard_seller_link();
--> statement-breakpoint
-- Dated when it is written, not when its transaction began: what was approved in between would count for it. Whoever set it is a
-- person who may (`payouts.enrol`); one that nobody asks for is its owner's to write, as in the demo.
CREATE OR REPLACE FUNCTION guard_payout_cadence() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.version <= OLD.version THEN
    RAISE EXCEPTION 'the cadence of % changes only as a new version', OLD.connected_account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT owns_table(TG_RELID) AND NOT is_person_of(NEW.set_by, ARRAY['finance_operator', 'administrator']) THEN
    RAISE EXCEPTION 'the cadence of % is set by a person who may', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.set_at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_added BEFORE INSERT ON payout_cadences FOR EACH ROW EXECUTE FUNCTION guard_payout_cadence();
--> statement-breakpoint
-- What a request paid with is free when the request says so: it ended without a payout, or its money was set aside anew.
CREATE FUNCTION guard_allocation_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM payout_requests WHERE payout_request_id = NEW.payout_request_id
    AND (state IN ('rejected', 'cancelled', 'returned') OR reservation_number > NEW.reservation_number)) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'payout request % still pays with what it allocated', NEW.payout_request_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_follows AFTER UPDATE ON payout_allocations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.released_at IS NOT NULL AND OLD.released_at IS NULL) EXECUTE FUNCTION guard_allocation_follows();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON operator_vouchings FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON operator_vouchings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
GRANT SELECT, INSERT ON operator_vouchings TO sluice_app;
