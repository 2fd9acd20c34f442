import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { executeSet } from './execute-set.ts';
import type { JournalEntryDraft, PostingDraft } from './types.ts';

/**
 * Books entries and all their lines in one statement, because the database checks both together.
 * @throws the database's error when an entry does not balance, is incomplete, or its source is booked already
 */
export async function insertJournalEntries(
  tx: Transaction,
  entries: readonly JournalEntryDraft[],
): Promise<void> {
  if (entries.length === 0) return;
  const column = (read: (entry: JournalEntryDraft) => string | null) => sql.param(entries.map(read));
  const lines = entries.flatMap((entry, index) =>
    entry.postings.map((posting, line) => ({ entry: index + 1, line: line + 1, posting })),
  );
  const lineColumn = (read: (posting: PostingDraft) => string) =>
    sql.param(lines.map(({ posting }) => read(posting)));
  await executeSet(
    tx,
    sql`
    with drafted as materialized (
      select id, at::timestamptz as at, effective::timestamptz as effective, owner, currency, source_type, source_id, purpose,
             kind, description, reverses, posting_count, position
      from unnest(
        ${column((entry) => entry.journalEntryId)}::text[], ${column((entry) => entry.occurredAt.toISOString())}::text[],
        ${column((entry) => entry.effectiveAt.toISOString())}::text[], ${column((entry) => entry.connectedAccountId)}::text[],
        ${column((entry) => entry.currency)}::text[], ${column((entry) => entry.sourceType)}::text[],
        ${column((entry) => entry.sourceId)}::text[], ${column((entry) => entry.purpose)}::text[],
        ${column((entry) => entry.kind)}::text[], ${column((entry) => entry.description)}::text[],
        ${column((entry) => entry.reversesJournalEntryId)}::text[], ${column((entry) => String(entry.postings.length))}::smallint[]
      ) with ordinality as entry (id, at, effective, owner, currency, source_type, source_id, purpose, kind, description,
                                  reverses, posting_count, position)
    ), inserted as (
      insert into journal_entries (journal_entry_id, occurred_at, effective_at, connected_account_id, currency, source_type,
        source_id, purpose, kind, description, reverses_journal_entry_id, posting_count)
      select id, at, effective, owner, currency, source_type, source_id, purpose, kind, description, reverses, posting_count
      from drafted
    )
    insert into postings (journal_entry_id, line, occurred_at, effective_at, connected_account_id, currency,
      ledger_account_code, side, amount, component)
    select drafted.id, line.line, drafted.at, drafted.effective, drafted.owner, drafted.currency, line.code, line.side,
           line.amount, line.component
    from unnest(
      ${sql.param(lines.map(({ entry }) => String(entry)))}::integer[], ${sql.param(lines.map(({ line }) => String(line)))}::smallint[],
      ${lineColumn((posting) => String(posting.ledgerAccountCode))}::integer[], ${lineColumn((posting) => posting.side)}::text[],
      ${lineColumn((posting) => posting.amount.toString())}::bigint[], ${lineColumn((posting) => posting.component)}::text[]
    ) as line (entry, line, code, side, amount, component)
    join drafted on drafted.position = line.entry`,
  );
}
