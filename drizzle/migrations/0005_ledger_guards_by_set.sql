SET lock_timeout = '5s';--> statement-breakpoint
ALTER TABLE "journal_entries" DROP CONSTRAINT "journal_entries_one_per_source";--> statement-breakpoint
ALTER TABLE "postings" DROP CONSTRAINT "postings_ledger_account_code_ledger_accounts_code_fk";
--> statement-breakpoint
DROP INDEX "journal_entries_by_source";--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_ledger_account_code_ledger_accounts_code_fk" FOREIGN KEY ("ledger_account_code") REFERENCES "public"."ledger_accounts"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_one_per_source" UNIQUE("source_id","source_type","purpose","occurred_at");--> statement-breakpoint
-- The same promise as before, read from the statement's own lines: an entry's lines must be numbered 1 to posting_count
-- and arrive together. A later line repeats a number (refused by the primary key) or breaks the numbering (refused here),
-- so nothing that is stored needs to be read again.
CREATE OR REPLACE FUNCTION check_postings_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE offending text;
BEGIN
  SELECT arrived.journal_entry_id INTO offending
  FROM (
    SELECT journal_entry_id, occurred_at, count(*) AS lines, min(line) AS first_line, max(line) AS last_line,
           min(connected_account_id) AS owner, max(connected_account_id) AS other_owner,
           min(currency) AS currency, max(currency) AS other_currency,
           min(effective_at) AS effective_at, max(effective_at) AS other_effective_at,
           sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS difference
    FROM new_postings
    GROUP BY journal_entry_id, occurred_at
  ) AS arrived
  LEFT JOIN journal_entries AS entry
    ON entry.journal_entry_id = arrived.journal_entry_id AND entry.occurred_at = arrived.occurred_at
  WHERE entry.journal_entry_id IS NULL
     OR arrived.lines <> entry.posting_count OR arrived.first_line <> 1 OR arrived.last_line <> entry.posting_count
     OR arrived.owner <> entry.connected_account_id OR arrived.other_owner <> entry.connected_account_id
     OR arrived.currency <> entry.currency OR arrived.other_currency <> entry.currency
     OR arrived.effective_at <> entry.effective_at OR arrived.other_effective_at <> entry.effective_at
     OR arrived.difference <> 0
  LIMIT 1;
  IF offending IS NOT NULL THEN
    RAISE EXCEPTION 'journal entry % does not balance, or its lines are not complete', offending
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
