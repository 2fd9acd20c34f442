SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_currency" CHECK (currency ~ '^[a-z]{3}$');--> statement-breakpoint
-- A regular expression for each line was a fortieth of a booking. The trigger that keeps the balances meets the check there.
ALTER TABLE "postings" DROP CONSTRAINT "postings_currency";--> statement-breakpoint
-- The same promise as before with half of the aggregates: lines of another book, currency or time fall into a group of their
-- own, and then neither group has the entry's number of lines.
CREATE OR REPLACE FUNCTION check_postings_complete() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE offending text;
BEGIN
  SELECT arrived.journal_entry_id INTO offending
  FROM (
    SELECT journal_entry_id, occurred_at, connected_account_id, currency, effective_at,
           count(*) AS lines, min(line) AS first_line, max(line) AS last_line,
           sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS difference
    FROM new_postings
    GROUP BY journal_entry_id, occurred_at, connected_account_id, currency, effective_at
  ) AS arrived
  LEFT JOIN journal_entries AS entry
    ON entry.journal_entry_id = arrived.journal_entry_id AND entry.occurred_at = arrived.occurred_at
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
