import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { arrayLiteral, type ArrayElement, unixSeconds } from './array-literal.ts';
import { executeSet } from './execute-set.ts';
import type { JournalEntryDraft, PostingDraft } from './types.ts';

/** `entry` is the place of the line's entry in the batch; both count from one. */
type NumberedLine = { entry: number; line: number; posting: PostingDraft };

function numberedLines(entries: readonly JournalEntryDraft[]): NumberedLine[] {
  const lines: NumberedLine[] = [];
  for (const [entry, { postings }] of entries.entries())
    for (const [line, posting] of postings.entries())
      lines.push({ entry: entry + 1, line: line + 1, posting });
  return lines;
}

/**
 * Books entries and all their lines in one statement, because the database checks both together.
 * @throws the database's error when an entry does not balance, is incomplete, or its source is booked already
 */
export async function insertJournalEntries(
  tx: Transaction,
  entries: readonly JournalEntryDraft[],
): Promise<void> {
  if (entries.length === 0) return;
  const column = (read: (entry: JournalEntryDraft) => ArrayElement) =>
    sql.param(arrayLiteral(entries.map(read)));
  const lines = numberedLines(entries);
  const lineColumn = (read: (line: NumberedLine) => ArrayElement) => sql.param(arrayLiteral(lines.map(read)));
  await executeSet(
    tx,
    sql`
    with drafted as materialized (
      select id, to_timestamp(at) as at, to_timestamp(effective) as effective, owner, currency, source_type, source_id, purpose,
             kind, description, reverses, posting_count, position
      from unnest(
        ${column((entry) => entry.journalEntryId)}::text[], ${column((entry) => unixSeconds(entry.occurredAt))}::float8[],
        ${column((entry) => unixSeconds(entry.effectiveAt))}::float8[], ${column((entry) => entry.connectedAccountId)}::text[],
        ${column((entry) => entry.currency)}::text[], ${column((entry) => entry.sourceType)}::text[],
        ${column((entry) => entry.sourceId)}::text[], ${column((entry) => entry.purpose)}::text[],
        ${column((entry) => entry.kind)}::text[], ${column((entry) => entry.description)}::text[],
        ${column((entry) => entry.reversesJournalEntryId)}::text[], ${column((entry) => entry.postings.length)}::smallint[]
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
      ${lineColumn(({ entry }) => entry)}::integer[], ${lineColumn(({ line }) => line)}::smallint[],
      ${lineColumn(({ posting }) => posting.ledgerAccountCode)}::integer[], ${lineColumn(({ posting }) => posting.side)}::text[],
      ${lineColumn(({ posting }) => posting.amount)}::bigint[], ${lineColumn(({ posting }) => posting.component)}::text[]
    ) as line (entry, line, code, side, amount, component)
    join drafted on drafted.position = line.entry`,
  );
}
