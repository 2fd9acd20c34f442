import postgres from 'postgres';
import type { Transaction } from '../db/transaction.ts';
import { insertJournalEntries } from './insert-journal-entries.ts';
import type { BalanceTransactionRow, JournalEntryDraft } from './types.ts';

type Drafted<Row> = { row: Row; draft: JournalEntryDraft };
type Refused<Row> = { row: Row; reason: string };
export type RefusedRow = Refused<BalanceTransactionRow>;

/** SQLSTATE classes "data exception" and "integrity constraint violation": the row is wrong, a retry cannot help. */
const ROW_AT_FAULT = /^2[23]/;

/** Why this row cannot be booked, or null when the failure is not the row's (lost connection, deadlock, shutdown). */
function faultOfRow(error: unknown): string | null {
  if (!(error instanceof postgres.PostgresError)) return null;
  return ROW_AT_FAULT.test(error.code) ? error.message : null;
}

/** Inserts the drafts; when one of them is at fault, halves the batch until it stands alone. @returns those at fault */
export async function insertAround<Row>(
  tx: Transaction,
  drafted: readonly Drafted<Row>[],
): Promise<Refused<Row>[]> {
  if (drafted.length === 0) return [];
  try {
    await tx.transaction((savepoint) =>
      insertJournalEntries(
        savepoint,
        drafted.map(({ draft }) => draft),
      ),
    );
    return [];
  } catch (error) {
    const reason = faultOfRow(error);
    if (reason === null) throw error;
    const [only] = drafted;
    if (only !== undefined && drafted.length === 1) return [{ row: only.row, reason }];
    const half = Math.ceil(drafted.length / 2);
    const refusedBefore = await insertAround(tx, drafted.slice(0, half));
    return [...refusedBefore, ...(await insertAround(tx, drafted.slice(half)))];
  }
}

/**
 * Books what `draft` makes of each row. A row that cannot be drafted or that the database refuses is returned with the
 * reason and leaves no trace; the others are booked.
 */
export async function bookRows(
  tx: Transaction,
  rows: readonly BalanceTransactionRow[],
  draft: (row: BalanceTransactionRow) => JournalEntryDraft | null,
): Promise<{ done: BalanceTransactionRow[]; refused: RefusedRow[] }> {
  const drafted: Drafted<BalanceTransactionRow>[] = [];
  const refused: RefusedRow[] = [];
  for (const row of rows) {
    try {
      const entry = draft(row);
      if (entry !== null) drafted.push({ row, draft: entry });
    } catch (error) {
      // Drafting is pure, so whatever it throws is about this row: an amount that is no integer, an entry out of balance.
      refused.push({ row, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  refused.push(...(await insertAround(tx, drafted)));
  const without = new Set(refused.map(({ row }) => row));
  return { done: rows.filter((row) => !without.has(row)), refused };
}
