SET lock_timeout = '5s';--> statement-breakpoint
-- A name's words as somebody types them: without accents, and cut at each apostrophe, full stop, slash and hyphen, which the
-- parser of text search would keep inside a word. lib/tables/name-words.ts cuts what is typed in the same way.
CREATE FUNCTION name_words(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT to_tsvector('simple', translate(
    normalize(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'), NFKC),
    $chars$'’‘`´.,/\-_&+:;@()"“”„«»·•|–—$chars$, repeat(' ', 29)))
$$;--> statement-breakpoint
DROP INDEX "connected_accounts_by_name";--> statement-breakpoint
CREATE INDEX "payout_attempts_by_stripe_request" ON "payout_attempts" USING btree ("stripe_request_id") WHERE stripe_request_id is not null;--> statement-breakpoint
CREATE INDEX "payouts_by_trace" ON "payouts" USING btree ("trace_value","payout_id") WHERE trace_value is not null;--> statement-breakpoint
CREATE INDEX "stripe_calls_by_request" ON "stripe_calls" USING btree ("stripe_request_id");--> statement-breakpoint
CREATE INDEX "connected_accounts_by_name" ON "connected_accounts" USING gin (name_words(display_name));