-- What a session lets its owner do is asked of its columns: each says what its components say, as `lets_pay_itself` does since 0048. Who
-- decides about a looser band, and that a wish to reject holds the money, were the program's word alone.
SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "account_sessions" ADD CONSTRAINT "account_sessions_refunds_said" CHECK (lets_refund = jsonb_path_exists(components, '$.* ? (@.enabled == true).features ? (@.refund_management == true)'));--> statement-breakpoint
ALTER TABLE "account_sessions" ADD CONSTRAINT "account_sessions_destination_said" CHECK (lets_change_destination = jsonb_path_exists(components,
        '$.* ? (@.enabled == true).features ? (@.external_account_collection == true)'));
--> statement-breakpoint
-- A looser band is refused by a person who may (`segments.decide` of lib/auth/permissions.ts), and withdrawn by the scorecard's job alone.
CREATE OR REPLACE FUNCTION guard_segment_proposal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN
      RAISE EXCEPTION 'a proposal begins open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'open' OR to_jsonb(NEW) - ARRAY['state', 'decided_by', 'decided_at', 'reason']
      <> to_jsonb(OLD) - ARRAY['state', 'decided_by', 'decided_at', 'reason'] THEN
    RAISE EXCEPTION 'proposal % is decided once, about what it proposed', OLD.segment_proposal_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT owns_table(TG_RELID) AND NOT (CASE NEW.state
      WHEN 'withdrawn' THEN NEW.decided_by = 'assess-segments'
      WHEN 'refused' THEN is_person_of(NEW.decided_by, ARRAY['risk_reviewer', 'administrator'])
      -- Agreed to: `guard_proof` asks for the person.
      ELSE true END) THEN
    RAISE EXCEPTION 'proposal % is refused by a person who may, or withdrawn by the job that made it', OLD.segment_proposal_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Its money stays from the first word on (docs/decisions/0034-rejections.md): at the end of the step that asks, everything of the account is held.
CREATE FUNCTION guard_rejection_holds() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR EXISTS (SELECT FROM holds
    WHERE connected_account_id = NEW.connected_account_id AND reason_code = 'account_rejected' AND state <> 'released'
      AND payout_request_id IS NULL AND currency IS NULL AND keeps_percent = 100) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'a wish to reject % holds everything of it', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER guard_holds AFTER INSERT ON account_rejections DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.act = 'reject') EXECUTE FUNCTION guard_rejection_holds();
