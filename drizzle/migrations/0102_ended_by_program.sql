-- Kinds of alarms whose cause only the program sees, in one place: `ENDED_BY_PROGRAM` of lib/ledger/end-alarms.ts.
SET lock_timeout = '5s';--> statement-breakpoint
CREATE FUNCTION is_ended_by_program(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT kind IN ('audit_head_not_exported', 'money_without_proposal', 'risk_calibration_beyond', 'stripe_event_lag')
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION guard_alarm_end() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF owns_table(TG_RELID) OR is_alarm_over(NEW) OR EXISTS (
    SELECT FROM audit_records AS record WHERE record.subject = NEW.subject AND record.recorded_at = now() AND record.outcome = 'done'
      AND record.before ->> 'alarmId' = NEW.alarm_id::text AND record.before ->> 'kind' = NEW.kind AND record.before ->> 'text' = NEW.text
      AND CASE record.action
        -- `alarms.close` of lib/auth/permissions.ts
        WHEN 'alarm.close' THEN record.actor_kind = 'operator' AND is_person_of(record.actor_id, ARRAY['finance_operator', 'administrator'])
          AND btrim(record.after ->> 'note') <> ''
        WHEN 'alarm.end' THEN is_ended_by_program(NEW.kind)
        ELSE false END) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'alarm % is closed on record, or because its cause is gone', NEW.alarm_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
