import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineVerb } from '../verb.ts';
import { bookRows } from './book-rows.ts';
import { markRows, NOT_POSTED, refusalAlarms } from './claim-rows.ts';
import { bookingAlarms, draftBooking, waitsForAvailability } from './draft-balance-transaction.ts';
import { findChangedRows, insertBalanceTransactions } from './insert-balance-transactions.ts';
import { raiseAlarms } from './raise-alarms.ts';
import { balanceTransactionRow } from './schemas.ts';
import type { AlarmDraft, BalanceTransactionRow, JournalEntryDraft } from './types.ts';

/** A row listed twice in one call counts once, and as `available` when one of the two says so. */
function withoutRepetitions(rows: readonly BalanceTransactionRow[]): BalanceTransactionRow[] {
  const byId = new Map<string, BalanceTransactionRow>();
  for (const row of rows) {
    const earlier = byId.get(row.balanceTransactionId);
    if (earlier === undefined || earlier.status === 'pending') byId.set(row.balanceTransactionId, row);
  }
  // one lock order for every writer
  return [...byId.values()].sort((a, b) => (a.balanceTransactionId < b.balanceTransactionId ? -1 : 1));
}

/** `draftBooking` that remembers: the marks of a row need its booking before it is booked. */
function draftOnce(): (row: BalanceTransactionRow) => JournalEntryDraft | null {
  const drafted = new Map<BalanceTransactionRow, JournalEntryDraft | null>();
  return (row) => {
    const known = drafted.get(row);
    if (known !== undefined) return known;
    const booking = draftBooking(row);
    drafted.set(row, booking);
    return booking;
  };
}

function without(
  rows: readonly BalanceTransactionRow[],
  added: readonly BalanceTransactionRow[],
): BalanceTransactionRow[] {
  const isAdded = new Set(added);
  return rows.filter((row) => !isAdded.has(row));
}

/** Stripe promises that only `status` changes. If anything else did, the first version stays and a person looks. */
function changeAlarm(id: string): AlarmDraft {
  return {
    kind: 'balance_transaction_changed',
    subject: id,
    text: `Stripe now lists ${id} with other facts than those we booked. The books keep the first version: compare it with Stripe.`,
  };
}

/**
 * Stores what Stripe lists and books what is new of it, in one transaction: recorded means booked. Repetition and order
 * do not matter; a known row only ever gains `available`, which `postAvailability` books. A row that cannot be booked
 * is stored all the same, unbooked and with an alarm.
 * @returns how many rows were new
 */
export const recordBalanceTransactions = defineVerb({
  permission: 'ledger.post',
  input: z.array(balanceTransactionRow),
  run: async (tx, _ctx, listed) => {
    const rows = withoutRepetitions(listed);
    const [first] = rows;
    if (first === undefined) return { result: { added: 0 }, audit: null };
    const bookingOf = draftOnce();
    const { added, becameAvailable } = await insertBalanceTransactions(
      tx,
      rows,
      (row) => !waitsForAvailability(bookingOf(row)),
    );
    const { done, refused } = await bookRows(tx, added, bookingOf);
    await markRows(
      tx,
      refused.map(({ row }) => row),
      sql`posted_at = null, availability_posted_at = null`,
    );
    const changed = await findChangedRows(tx, added.length === rows.length ? [] : without(rows, added));
    await raiseAlarms(tx, [
      ...done.flatMap(bookingAlarms),
      ...refusalAlarms(NOT_POSTED, refused),
      ...changed.map(changeAlarm),
    ]);
    const after = { added: added.length, booked: done.length, refused: refused.length, becameAvailable };
    const audit =
      added.length + becameAvailable === 0
        ? null
        : { action: 'balance_transactions.record', subject: first.connectedAccountId, after };
    return { result: { added: added.length }, audit };
  },
});
