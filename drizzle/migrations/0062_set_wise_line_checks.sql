SET lock_timeout = '5s';--> statement-breakpoint
-- The same promises as before, but what is stored is read in one walk through the index for all entries of the statement,
-- where each entry was looked up by itself: a tenth of what a booking costs Postgres. The bounds of time keep the other
-- months out. Still never a whole table: one plan for every call, and it can only look up.
CREATE OR REPLACE FUNCTION check_postings_complete() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
  offending text;
  ids text[];
  earliest timestamptz;
  latest timestamptz;
BEGIN
  SELECT array_agg(DISTINCT journal_entry_id), min(occurred_at), max(occurred_at) INTO ids, earliest, latest FROM new_postings;
  SELECT arrived.journal_entry_id INTO offending
  FROM (
    SELECT journal_entry_id, occurred_at, connected_account_id, currency, effective_at,
           count(*) AS lines, min(line) AS first_line, max(line) AS last_line,
           sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS difference
    FROM new_postings
    GROUP BY journal_entry_id, occurred_at, connected_account_id, currency, effective_at
  ) AS arrived
  LEFT JOIN (
    SELECT journal_entry_id, occurred_at, connected_account_id, currency, effective_at, posting_count FROM journal_entries
    WHERE journal_entry_id = ANY (ids) AND occurred_at BETWEEN earliest AND latest
  ) AS entry ON entry.journal_entry_id = arrived.journal_entry_id AND entry.occurred_at = arrived.occurred_at
  WHERE entry.journal_entry_id IS NULL
     OR arrived.lines <> entry.posting_count OR arrived.first_line <> 1 OR arrived.last_line <> entry.posting_count
     OR arrived.connected_account_id <> entry.connected_account_id
     OR arrived.currency <> entry.currency
     OR arrived.effective_at <> entry.effective_at
     OR arrived.difference <> 0
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry % does not balance, or its lines are not complete', offending
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION check_journal_entries_have_postings() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
  offending text;
  ids text[];
  earliest timestamptz;
  latest timestamptz;
BEGIN
  SELECT array_agg(journal_entry_id), min(occurred_at), max(occurred_at) INTO ids, earliest, latest FROM new_entries;
  SELECT entry.journal_entry_id INTO offending
  FROM new_entries AS entry
  LEFT JOIN (
    -- lines are numbered from one, which the check of the lines sees to
    SELECT journal_entry_id, occurred_at FROM postings
    WHERE journal_entry_id = ANY (ids) AND line = 1 AND occurred_at BETWEEN earliest AND latest
  ) AS line ON line.journal_entry_id = entry.journal_entry_id AND line.occurred_at = entry.occurred_at
  WHERE line.journal_entry_id IS NULL
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry % has no postings', offending USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
