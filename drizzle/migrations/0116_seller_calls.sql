-- The program's role could forget that Stripe was asked for an account, and take the invitation back: what follows from a call is written once and in its order.
SET lock_timeout = '5s';--> statement-breakpoint
CREATE FUNCTION guard_seller_call() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  is_call CONSTANT boolean := NEW.calls = OLD.calls + 1;
BEGIN
  IF owns_table(TG_RELID) THEN RETURN NEW; END IF;
  -- Two who pressed at once: what the later answer says stands, as long as no account is known.
  PERFORM refuse_unless_edge('invitation ' || OLD.seller_invitation_id, OLD.state, NEW.state,
    ARRAY['asked>unknown', 'unknown>refused', 'unknown>created', 'refused>unknown', 'refused>created', 'created>locked']);
  IF NOT (CASE WHEN is_call
      THEN OLD.state IN ('asked', 'unknown') AND NEW.state = 'unknown' AND OLD.key_spent_at IS NULL AND NEW.revoked_at IS NULL
        AND NEW.last_called_at = now() AND NEW.first_called_at = coalesce(OLD.first_called_at, now())
      ELSE (NEW.calls, NEW.first_called_at, NEW.last_called_at) IS NOT DISTINCT FROM (OLD.calls, OLD.first_called_at, OLD.last_called_at)
        AND NOT (OLD.state = 'asked' AND NEW.state = 'unknown') END) THEN
    RAISE EXCEPTION 'a call of invitation % is written down before it, once, at its time, and stays', OLD.seller_invitation_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.key_spent_at IS NOT NULL AND NEW.key_spent_at IS DISTINCT FROM OLD.key_spent_at OR NEW.key_spent_at > clock_timestamp() THEN
    RAISE EXCEPTION 'that the key of invitation % is spent stays', OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.absent_at IS DISTINCT FROM OLD.absent_at
    AND (NEW.state <> 'unknown' OR NEW.absent_at IS NULL OR NEW.absent_at < OLD.absent_at OR NEW.absent_at > clock_timestamp()) THEN
    RAISE EXCEPTION 'a look for the account of invitation % was made while its outcome was unknown, and not before it', OLD.seller_invitation_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL AND NEW.state <> OLD.state THEN
    RAISE EXCEPTION 'invitation % is taken back as it stands', OLD.seller_invitation_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard_call BEFORE UPDATE ON seller_invitations FOR EACH ROW EXECUTE FUNCTION guard_seller_call();
