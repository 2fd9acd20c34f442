SET lock_timeout = '5s';--> statement-breakpoint
CREATE TABLE "requirement_changes" (
	"requirement_change_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "requirement_changes_requirement_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connected_account_id" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"before" text,
	"after" text NOT NULL,
	"disabled_reason" text,
	"was_clear_once" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "segment_assessments" (
	"segment_assessment_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"assessed_at" timestamp with time zone NOT NULL,
	"number" integer NOT NULL,
	"cause" text NOT NULL,
	"points" smallint NOT NULL,
	"scored_band" text NOT NULL,
	"band" text NOT NULL,
	"band_before" text,
	"why" text NOT NULL,
	"inputs" text NOT NULL,
	"inputs_hash" text NOT NULL,
	"outcome" text NOT NULL,
	"scorecard_hash" text NOT NULL,
	"effects_hash" text NOT NULL,
	"decided_by" text NOT NULL,
	CONSTRAINT "segment_assessments_cause" CHECK (cause in ('first', 'facts', 'time', 'confirmed', 'scorecard')),
	CONSTRAINT "segment_assessments_band" CHECK (band in ('low', 'medium', 'high', 'severe') and scored_band in ('low', 'medium', 'high', 'severe')
        and (band_before is null) = (cause = 'first'))
);
--> statement-breakpoint
CREATE TABLE "segment_due" (
	"connected_account_id" text PRIMARY KEY NOT NULL,
	"due_since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "segment_proposals" (
	"segment_proposal_id" text PRIMARY KEY NOT NULL,
	"connected_account_id" text NOT NULL,
	"from_band" text NOT NULL,
	"to_band" text NOT NULL,
	"segment_assessment_id" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text,
	CONSTRAINT "segment_proposals_state" CHECK (state in ('open', 'confirmed', 'refused', 'withdrawn')),
	CONSTRAINT "segment_proposals_decided" CHECK ((state = 'open') = (decided_by is null) and (decided_by is null) = (decided_at is null) and (decided_by is null) = (reason is null)),
	CONSTRAINT "segment_proposals_looser" CHECK (array_position(array['low', 'medium', 'high', 'severe'], to_band) < array_position(array['low', 'medium', 'high', 'severe'], from_band)),
	CONSTRAINT "segment_proposals_two" CHECK (state not in ('confirmed', 'refused') or decided_by <> proposed_by)
);
--> statement-breakpoint
CREATE TABLE "segment_standings" (
	"connected_account_id" text PRIMARY KEY NOT NULL,
	"band" text NOT NULL,
	"scored_band" text NOT NULL,
	"points" smallint NOT NULL,
	"segment_assessment_id" text NOT NULL,
	"assessed_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"band_since" timestamp with time zone NOT NULL,
	"rules_hash" text NOT NULL,
	"delay_hours" smallint NOT NULL,
	"reserve_percent" smallint NOT NULL,
	"reserve_days" smallint NOT NULL,
	"verification_owed" text,
	CONSTRAINT "segment_standings_band" CHECK (band in ('low', 'medium', 'high', 'severe')),
	CONSTRAINT "segment_standings_scored_band" CHECK (scored_band in ('low', 'medium', 'high', 'severe')),
	CONSTRAINT "segment_standings_effects" CHECK (delay_hours between 0 and 336 and reserve_percent between 0 and 99 and reserve_days between 0 and 365
        and (reserve_percent = 0) = (reserve_days = 0))
);
--> statement-breakpoint
DROP INDEX "connected_accounts_list";--> statement-breakpoint
DROP INDEX "connected_accounts_list_by_name";--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "merchant_category_code" text;--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "declared_volume" bigint;--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "declared_currency" text;--> statement-breakpoint
ALTER TABLE "connected_accounts" ADD COLUMN "lifecycle" text GENERATED ALWAYS AS (case
          when deauthorized_at is not null then 'deauthorized'
          when disabled_reason like 'rejected.%' then 'rejected'
          when disabled_reason in ('under_review', 'listed', 'requirements.pending_verification') then 'in_review'
          when disabled_reason is not null or not payouts_enabled then 'restricted'
          when current_deadline is not null or jsonb_typeof(future_requirements -> 'current_deadline') = 'number'
            or (jsonb_typeof(requirements -> 'past_due') = 'array' and requirements -> 'past_due' <> '[]') then 'restricted_soon'
          else 'enabled' end) STORED NOT NULL,
  ADD COLUMN "restricts_at" timestamp with time zone GENERATED ALWAYS AS (case when disabled_reason is null and deauthorized_at is null then coalesce(
          least(current_deadline, case when jsonb_typeof(future_requirements -> 'current_deadline') = 'number'
            then to_timestamp((future_requirements ->> 'current_deadline')::float8) end),
          to_timestamp(253370764800)) else to_timestamp(253370764800) end) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "requirement_changes_by_account" ON "requirement_changes" USING btree ("connected_account_id","changed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "segment_assessments_by_account" ON "segment_assessments" USING btree ("connected_account_id","number");--> statement-breakpoint
CREATE INDEX "segment_assessments_as_of" ON "segment_assessments" USING btree ("connected_account_id","assessed_at");--> statement-breakpoint
CREATE INDEX "segment_due_oldest" ON "segment_due" USING btree ("due_since");--> statement-breakpoint
CREATE UNIQUE INDEX "segment_proposals_one_open" ON "segment_proposals" USING btree ("connected_account_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "segment_proposals_by_account" ON "segment_proposals" USING btree ("connected_account_id","proposed_at");--> statement-breakpoint
CREATE INDEX "segment_proposals_open" ON "segment_proposals" USING btree ("proposed_at","segment_proposal_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "segment_standings_due" ON "segment_standings" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "segment_standings_by_rules" ON "segment_standings" USING btree ("rules_hash");--> statement-breakpoint
CREATE INDEX "segment_standings_by_band" ON "segment_standings" USING btree ("band","connected_account_id");--> statement-breakpoint
CREATE INDEX "connected_accounts_list_by_deadline" ON "connected_accounts" USING btree ("restricts_at","connected_account_id","lock_strength","requirement_state","payouts_enabled","country","default_currency","created_at_stripe","lifecycle");--> statement-breakpoint
CREATE INDEX "connected_accounts_list" ON "connected_accounts" USING btree ("created_at_stripe","connected_account_id","lock_strength","requirement_state","payouts_enabled","country","default_currency","lifecycle");--> statement-breakpoint
CREATE INDEX "connected_accounts_list_by_name" ON "connected_accounts" USING btree (name_order collate "C","connected_account_id","lock_strength","requirement_state","payouts_enabled","country","default_currency","created_at_stripe","lifecycle");
--> statement-breakpoint
-- What Stripe asks for, and what an account is, changes: it is written down, and the account is to be scored again.
CREATE FUNCTION follow_account_facts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO segment_due (connected_account_id, due_since) VALUES (NEW.connected_account_id, clock_timestamp())
  ON CONFLICT DO NOTHING;
  IF TG_OP = 'UPDATE' AND NEW.requirement_state = OLD.requirement_state
    AND NEW.disabled_reason IS NOT DISTINCT FROM OLD.disabled_reason THEN
    RETURN NULL;
  END IF;
  INSERT INTO requirement_changes (connected_account_id, changed_at, before, after, disabled_reason, was_clear_once)
  VALUES (NEW.connected_account_id, clock_timestamp(), CASE TG_OP WHEN 'UPDATE' THEN OLD.requirement_state END,
    NEW.requirement_state, NEW.disabled_reason,
    TG_OP = 'UPDATE' AND (OLD.requirement_state = 'clear' OR EXISTS (
      SELECT FROM requirement_changes WHERE connected_account_id = NEW.connected_account_id AND after = 'clear')));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER follow_facts_new AFTER INSERT ON connected_accounts FOR EACH ROW EXECUTE FUNCTION follow_account_facts();
--> statement-breakpoint
CREATE TRIGGER follow_facts AFTER UPDATE ON connected_accounts FOR EACH ROW
  WHEN ((NEW.requirement_state, NEW.disabled_reason, NEW.country, NEW.merchant_category_code, NEW.declared_volume,
      NEW.declared_currency, NEW.requirements, NEW.created_at_stripe)
    IS DISTINCT FROM (OLD.requirement_state, OLD.disabled_reason, OLD.country, OLD.merchant_category_code, OLD.declared_volume,
      OLD.declared_currency, OLD.requirements, OLD.created_at_stripe))
  EXECUTE FUNCTION follow_account_facts();
--> statement-breakpoint
CREATE FUNCTION follow_destination_facts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO segment_due (connected_account_id, due_since) VALUES (NEW.connected_account_id, clock_timestamp())
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER follow_facts AFTER INSERT ON external_account_changes FOR EACH ROW EXECUTE FUNCTION follow_destination_facts();
--> statement-breakpoint
CREATE FUNCTION band_rank(a_band text) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT array_position(ARRAY['low', 'medium', 'high', 'severe'], a_band)
$$;
--> statement-breakpoint
-- The band in force is one that stands in the history, and becomes looser only when somebody else than its proposer agreed, now.
CREATE FUNCTION guard_segment_standing() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  -- A permit locks the same row: it is given under one band or under the other.
  PERFORM 1 FROM payout_accounts WHERE connected_account_id = NEW.connected_account_id FOR UPDATE;
  IF TG_OP = 'UPDATE' AND NEW.connected_account_id <> OLD.connected_account_id THEN
    RAISE EXCEPTION 'a standing is of one account' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM segment_assessments WHERE segment_assessment_id = NEW.segment_assessment_id
      AND connected_account_id = NEW.connected_account_id AND band = NEW.band AND points = NEW.points
      AND scored_band = NEW.scored_band) THEN
    RAISE EXCEPTION 'the band of % stands in no assessment', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF band_rank(NEW.band) < band_rank(NEW.scored_band) THEN
    RAISE EXCEPTION '% is scored stricter than that', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND band_rank(NEW.band) < band_rank(OLD.band) AND NOT EXISTS (
      SELECT FROM segment_proposals AS said JOIN operators AS person ON person.operator_id = said.decided_by
      WHERE said.connected_account_id = NEW.connected_account_id AND said.state = 'confirmed' AND said.from_band = OLD.band
        AND said.to_band = NEW.band AND said.decided_at = now() AND said.decided_by <> said.proposed_by
        AND person.disabled_at IS NULL AND person.role IN ('risk_reviewer', 'administrator')) THEN
    RAISE EXCEPTION 'nobody has agreed to a looser band of %', NEW.connected_account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON segment_standings FOR EACH ROW EXECUTE FUNCTION guard_segment_standing();
--> statement-breakpoint
CREATE FUNCTION guard_segment_proposal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON segment_proposals FOR EACH ROW EXECUTE FUNCTION guard_segment_proposal();
--> statement-breakpoint
-- What a press is about: of an account whose band nobody knows yet, each. The band is the one of the moment that asks.
CREATE OR REPLACE FUNCTION kill_switch_covers(a_scope text, a_value text, an_account text, a_currency text, a_method text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE a_scope
    WHEN 'everything' THEN true
    WHEN 'connected_account' THEN a_value = an_account
    WHEN 'currency' THEN a_value = a_currency
    WHEN 'method' THEN a_value = a_method
    WHEN 'country' THEN coalesce((SELECT country FROM connected_accounts WHERE connected_account_id = an_account), a_value) = a_value
    WHEN 'risk_band' THEN coalesce((SELECT band FROM segment_standings WHERE connected_account_id = an_account), a_value) = a_value
    ELSE true END
$$;
--> statement-breakpoint
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['segment_assessments', 'requirement_changes'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
  END LOOP;
  FOREACH table_name IN ARRAY ARRAY['segment_standings', 'segment_proposals'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', table_name);
    EXECUTE format('GRANT INSERT, UPDATE ON %I TO sluice_app', table_name);
  END LOOP;
  -- As with risk: what Sluice thinks of a seller is nothing for the seller, so no policy shows them a row.
  FOREACH table_name IN ARRAY ARRAY['segment_standings', 'segment_assessments', 'segment_proposals', 'segment_due', 'requirement_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY application ON %I TO sluice_app USING (true) WITH CHECK (true)', table_name);
    EXECUTE format('GRANT SELECT ON %I TO sluice_app', table_name);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT INSERT ON segment_assessments TO sluice_app;
--> statement-breakpoint
-- Whoever has scored an account takes it off the list; only facts put one on it.
GRANT DELETE ON segment_due TO sluice_app;
--> statement-breakpoint
INSERT INTO segment_due (connected_account_id, due_since) SELECT connected_account_id, now() FROM connected_accounts;
