-- A looser band of risk lets money go sooner, and one press of one person was enough for it: now it takes a proof of exactly that change.
-- What a band does, what an assessment says and what a hold keeps could be rewritten by hand. And money that a person has rejected
-- went by itself at the next time of its cadence. docs/decisions/0043-looser-bands-and-rejected-money.md
SET lock_timeout = '5s';--> statement-breakpoint
CREATE INDEX "payout_approvals_by_account" ON "payout_approvals" USING btree ("connected_account_id","decided_at");--> statement-breakpoint
-- Since when both are so: what was agreed to or rejected before was so under other rules, and no check holds it against anybody.
DO $$
BEGIN
  EXECUTE format('CREATE FUNCTION looser_by_proof_since() RETURNS timestamptz LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS %L',
    format('SELECT %L::timestamptz', now()));
END $$;
--> statement-breakpoint
-- lib/connected-accounts/rules: BAND_STEPS and BAND_EFFECTS; lib/connected-accounts/segments/looser-band.test.ts compares.
CREATE FUNCTION band_table() RETURNS TABLE (band text, from_points int, delay_hours int, reserve_percent int, reserve_days int)
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  VALUES ('low', 0, 0, 0, 0), ('medium', 10, 0, 0, 0), ('high', 18, 24, 5, 30), ('severe', 28, 72, 15, 60)
$$;
--> statement-breakpoint
-- An assessment adds up, stands beside the one before it, and is looser only as somebody has just agreed, about what was scored then.
-- How many points a fact is worth only the program can tell.
CREATE FUNCTION guard_segment_assessment() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  outcome CONSTANT jsonb := NEW.outcome::jsonb;
  standing segment_standings;
  last segment_assessments;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.inputs_hash <> encode(sha256(convert_to(NEW.inputs, 'UTF8')), 'hex')
    OR (outcome ->> 'points', outcome ->> 'band') IS DISTINCT FROM (NEW.points::text, NEW.scored_band)
    OR NEW.points IS DISTINCT FROM (SELECT sum((item ->> 'points')::int) FROM jsonb_array_elements(outcome -> 'items') AS item)
    OR NEW.scored_band <> (SELECT step.band FROM band_table() AS step WHERE step.from_points <= NEW.points ORDER BY step.from_points DESC LIMIT 1) THEN
    RAISE EXCEPTION 'the assessment of % does not add up', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT * INTO standing FROM segment_standings WHERE connected_account_id = NEW.connected_account_id;
  SELECT * INTO last FROM segment_assessments WHERE segment_assessment_id = standing.segment_assessment_id;
  IF NEW.band_before IS DISTINCT FROM standing.band OR NEW.number <> coalesce(last.number, 0) + 1
    OR (NEW.cause <> 'confirmed'
      AND band_rank(NEW.band) <> greatest(band_rank(standing.band), band_rank(NEW.scored_band)))
    OR (NEW.cause = 'confirmed' AND ((NEW.inputs, NEW.outcome, NEW.scorecard_hash, NEW.effects_hash)
        IS DISTINCT FROM (last.inputs, last.outcome, last.scorecard_hash, last.effects_hash)
      OR NOT EXISTS (SELECT FROM segment_proposals AS said WHERE said.connected_account_id = NEW.connected_account_id AND said.state = 'confirmed'
        AND said.decided_at = now() AND said.decided_by = NEW.decided_by AND said.from_band = NEW.band_before AND said.to_band = NEW.band))) THEN
    RAISE EXCEPTION 'the band of % follows from its points and from what was agreed', NEW.connected_account_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT ON segment_assessments FOR EACH ROW EXECUTE FUNCTION guard_segment_assessment();
--> statement-breakpoint
-- What a band does is what the table and the newest assessment say, or more.
CREATE FUNCTION guard_band_effects() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (
    SELECT FROM segment_assessments AS said JOIN band_table() AS effects ON effects.band = NEW.band
    WHERE said.segment_assessment_id = NEW.segment_assessment_id
      AND said.number = (SELECT max(number) FROM segment_assessments WHERE connected_account_id = NEW.connected_account_id)
      AND NEW.verification_owed IS NOT DISTINCT FROM said.outcome::jsonb -> 'owed' ->> NEW.band
      AND NEW.delay_hours >= effects.delay_hours AND NEW.reserve_percent >= effects.reserve_percent
      AND NEW.reserve_days >= effects.reserve_days) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'what the band of % does is what its newest assessment and the table of bands say', NEW.connected_account_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_effects BEFORE INSERT OR UPDATE ON segment_standings FOR EACH ROW EXECUTE FUNCTION guard_band_effects();
--> statement-breakpoint
-- lib/connected-accounts/segments/looser-leaf.ts
CREATE FUNCTION guard_looser_band_proof() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR (is_person_of(NEW.decided_by, ARRAY['risk_reviewer', 'administrator']) AND EXISTS (
    SELECT FROM segment_standings AS standing JOIN segment_assessments AS shown USING (segment_assessment_id)
    WHERE standing.connected_account_id = NEW.connected_account_id
      AND has_spent_proof(NEW.decided_by, 'segments.loosen', now(), 'looser band', NEW.segment_proposal_id, NEW.connected_account_id,
        NEW.from_band, NEW.to_band, shown.inputs_hash, shown.effects_hash))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a looser band of % is agreed to by somebody who proves to be there', NEW.connected_account_id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_proof BEFORE UPDATE ON segment_proposals FOR EACH ROW WHEN (NEW.state = 'confirmed' AND OLD.state <> 'confirmed')
  EXECUTE FUNCTION guard_looser_band_proof();
--> statement-breakpoint
-- Nor does a held request shrink: what is taken from it would be free. As lib/payouts/requests/refuse-held.ts
CREATE TRIGGER guard_held_part BEFORE UPDATE OF amount ON payout_requests FOR EACH ROW WHEN (NEW.amount < OLD.amount)
  EXECUTE FUNCTION guard_held_end();
--> statement-breakpoint
-- Who rejected a payout request that paid one of these balance transactions, until then: unless people have approved since, and also
-- until then, a payout with as much of it or more. What is taken off a payout, such as a refund, is no money of anybody's.
CREATE FUNCTION rejections_of(an_account text, a_currency text, transactions text[], until timestamptz)
RETURNS TABLE (payout_approval_id text, operator_id text, decided_at timestamptz, reason text)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT DISTINCT said.payout_approval_id, said.operator_id, said.decided_at, said.reason
  FROM payout_approvals AS said JOIN payout_requests AS rejected USING (payout_request_id)
  JOIN payout_allocations AS share ON share.payout_request_id = rejected.payout_request_id
    AND share.reservation_number = rejected.reservation_number
  WHERE said.connected_account_id = an_account AND said.decision = 'reject' AND said.decided_at <= until
    AND rejected.state = 'rejected' AND rejected.currency = a_currency
    AND share.amount > 0 AND share.balance_transaction_id = ANY (transactions)
    AND NOT EXISTS (
      SELECT FROM payout_approvals AS yes JOIN payout_requests AS approved USING (payout_request_id)
      JOIN payout_allocations AS again ON again.payout_request_id = approved.payout_request_id
        AND again.reservation_number = approved.reservation_number
      WHERE yes.connected_account_id = an_account AND yes.decision = 'approve' AND yes.state = 'given'
        AND yes.decided_at > said.decided_at AND yes.decided_at <= until AND yes.payload_hash = approved.payload_hash
        AND approved.state IN ('approved', 'dispatching', 'unknown', 'sent', 'settled', 'refused', 'returned')
        AND again.balance_transaction_id = share.balance_transaction_id AND again.amount >= share.amount)
$$;
--> statement-breakpoint
-- Whether a request pays what somebody had rejected when it was asked for. What was approved by a policy alone was asked for once.
CREATE FUNCTION pays_rejected_money(request payout_requests) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM rejections_of(request.connected_account_id, request.currency, ARRAY(
      SELECT balance_transaction_id FROM payout_allocations AS paid WHERE paid.payout_request_id = request.payout_request_id
        AND paid.reservation_number = request.reservation_number AND paid.amount > 0), request.requested_at) AS said
    WHERE said.decided_at >= looser_by_proof_since())
$$;
--> statement-breakpoint
CREATE FUNCTION guard_rejected_money() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM payout_requests AS request WHERE request.payout_request_id = NEW.payout_request_id
    AND request.approvals_needed = 0 AND pays_rejected_money(request)) THEN
    RAISE EXCEPTION 'payout request % pays what a person rejected, so a person decides', NEW.payout_request_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- After `guard`, which has locked the account and the request.
CREATE TRIGGER guard_rejected BEFORE INSERT ON payout_attempts FOR EACH ROW EXECUTE FUNCTION guard_rejected_money();
