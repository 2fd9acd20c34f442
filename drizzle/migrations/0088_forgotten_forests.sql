-- Forests that nobody needs any more are forgotten: 0.3 megabytes each, thirty a night. docs/decisions/0046
SET lock_timeout = '5s';--> statement-breakpoint
-- What a decision took of a forest is stored with the decision, so that it is told again without it. A year and a month is as long as calls to
-- Stripe are kept; a recipe that nobody has published decided nothing, and its shadow is looked at for a week. The newest
-- night of a recipe is the one that decisions ask, however old.
CREATE FUNCTION keep_risk_forest() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (
      SELECT FROM risk_forests AS newer WHERE newer.recipe_hash = OLD.recipe_hash AND newer.grown_on > OLD.grown_on)
    AND (OLD.grown_at < clock_timestamp() - interval '400 days' OR (OLD.grown_at < clock_timestamp() - interval '30 days'
      AND NOT EXISTS (
        SELECT FROM risk_forest_recipes AS recipe
        WHERE recipe.state = 'published' AND encode(sha256(convert_to(recipe.text, 'UTF8')), 'hex') = OLD.recipe_hash))) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'a forest is kept as it was grown until its time is over: % refused', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
DROP TRIGGER append_only ON risk_forests;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON risk_forests FOR EACH ROW EXECUTE FUNCTION keep_risk_forest();
--> statement-breakpoint
GRANT DELETE ON risk_forests TO sluice_app;
