SET lock_timeout = '5s';--> statement-breakpoint
-- A body is stored together with its event or after it, never before: whoever has the application's rights could else lay
-- down bytes of their own for an event to come, whose signed ones the key would then refuse for ever.
CREATE FUNCTION check_bodies_have_events() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
  offending text;
  ids text[];
  earliest timestamptz;
  latest timestamptz;
BEGIN
  SELECT array_agg(stripe_event_id), min(occurred_at), max(occurred_at) INTO ids, earliest, latest FROM new_bodies;
  SELECT body.stripe_event_id INTO offending
  FROM new_bodies AS body
  LEFT JOIN (
    SELECT stripe_event_id, occurred_at, connected_account_id FROM stripe_events
    WHERE stripe_event_id = ANY (ids) AND occurred_at BETWEEN earliest AND latest
  ) AS event ON event.stripe_event_id = body.stripe_event_id AND event.occurred_at = body.occurred_at
    AND event.connected_account_id = body.connected_account_id
  WHERE event.stripe_event_id IS NULL
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'the body of % has no event', offending USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER stripe_event_bodies_have_events AFTER INSERT ON stripe_event_bodies
  REFERENCING NEW TABLE AS new_bodies FOR EACH STATEMENT EXECUTE FUNCTION check_bodies_have_events();
