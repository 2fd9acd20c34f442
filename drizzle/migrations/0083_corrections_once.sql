-- The program's own role booked a source twice: as 'booked_again', a purpose of its own, without the reversal that comes before it, and at
-- the time of another booking, so that its audit row was taken for this one's. A correction is now the mirror of what it takes back,
-- line by line, and what is booked again comes after one; when it was booked is the database's to say.
SET lock_timeout = '5s';--> statement-breakpoint
CREATE OR REPLACE FUNCTION book_sources_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  wrong text;
BEGIN
  INSERT INTO booked_sources (source_id, purpose, journal_entry_id, occurred_at)
  SELECT source_id, purpose, journal_entry_id, occurred_at FROM new_entries
  ORDER BY source_id COLLATE "C", purpose COLLATE "C"; -- one lock order for every writer
  SELECT min(entry.journal_entry_id) INTO wrong FROM new_entries AS entry
  WHERE entry.purpose LIKE '%\_again' AND NOT EXISTS (SELECT FROM booked_sources AS taken_back
    WHERE taken_back.source_id = entry.source_id AND taken_back.purpose = left(entry.purpose, -6) || '_reversed');
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION '% books again what was not reversed', wrong USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT min(entry.journal_entry_id) INTO wrong FROM new_entries AS entry
  WHERE (entry.purpose LIKE '%\_reversed' OR entry.reverses_journal_entry_id IS NOT NULL) AND NOT EXISTS (
    SELECT FROM journal_entries AS original
    WHERE original.journal_entry_id = entry.reverses_journal_entry_id AND original.occurred_at = entry.occurred_at
      AND original.source_id = entry.source_id AND original.purpose || '_reversed' = entry.purpose
      AND original.posting_count = entry.posting_count AND NOT EXISTS (
        SELECT line, ledger_account_code, side, amount, component FROM postings
        WHERE journal_entry_id = original.journal_entry_id AND occurred_at = original.occurred_at
        EXCEPT
        SELECT line, ledger_account_code, CASE side WHEN 'debit' THEN 'credit' ELSE 'debit' END, amount, component FROM postings
        WHERE journal_entry_id = entry.journal_entry_id AND occurred_at = entry.occurred_at));
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION '% is not the mirror of the entry that it reverses', wrong USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE INSERT ON journal_entries FROM sluice_app;
--> statement-breakpoint
GRANT INSERT (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type, source_id, purpose, kind, description,
  reverses_journal_entry_id, posting_count) ON journal_entries TO sluice_app;
