import { assert } from '../assert.ts';
import { LEDGER_ACCOUNT } from './chart-of-accounts.ts';
import { familyOf } from './journal/families.ts';
import { bucketOf, credit, debit, feesOf, isKnownFee } from './journal/lines.ts';
import type { AlarmDraft, BalanceTransactionRow, JournalEntryDraft, PostingDraft } from './types.ts';

/** Ids are made from the source, so that booking it again meets a unique key. `txn_1a` becomes `jnl_1a`. */
export function journalEntryIdFor(sourceId: string, suffix = ''): string {
  return `jnl_${sourceId.slice(sourceId.indexOf('_') + 1)}${suffix}`;
}

/** Debits less credits; zero for lines that may be booked together. */
function difference(lines: readonly PostingDraft[]): bigint {
  return lines.reduce((sum, line) => sum + (line.side === 'debit' ? line.amount : -line.amount), 0n);
}

function entry(
  row: BalanceTransactionRow,
  part: Pick<JournalEntryDraft, 'effectiveAt' | 'purpose' | 'kind' | 'description' | 'postings'>,
  suffix: string,
): JournalEntryDraft | null {
  if (part.postings.length === 0) return null;
  assert(difference(part.postings) === 0n, `the entry for ${row.balanceTransactionId} balances`);
  return {
    ...part,
    journalEntryId: journalEntryIdFor(row.balanceTransactionId, suffix),
    occurredAt: row.occurredAt,
    connectedAccountId: row.connectedAccountId,
    currency: row.currency,
    sourceType: 'balance_transaction',
    sourceId: row.balanceTransactionId,
    reversesJournalEntryId: null,
  };
}

/**
 * The booking of one balance transaction, a pure function of what never changes about it.
 * Null when there is nothing to book: `amount` and `fee` are both zero. Such a row is marked, without an entry.
 */
export function draftBooking(row: BalanceTransactionRow): JournalEntryDraft | null {
  if (row.amount === 0n && row.fee === 0n) return null;
  const family = familyOf(row);
  return entry(
    row,
    {
      effectiveAt: row.occurredAt,
      purpose: 'booked',
      kind: family.kind,
      description: row.description ?? row.type,
      postings: family.postings(row),
    },
    '',
  );
}

/** Sum of the draft's lines on one ledger account, debits positive. */
function booked(draft: JournalEntryDraft, code: number): bigint {
  return difference(draft.postings.filter((line) => line.ledgerAccountCode === code));
}

/** Whether money of this booking waits in 1110 or 2110 for its move to available. */
export function waitsForAvailability(booking: JournalEntryDraft | null): boolean {
  if (booking === null) return false;
  return (
    booked(booking, LEDGER_ACCOUNT.pending) !== 0n || booked(booking, LEDGER_ACCOUNT.sellerPending) !== 0n
  );
}

/**
 * The move from pending to available: debit 1100, credit 1110; in a seller's book also debit 2110, credit 2100.
 * It moves exactly what the booking put there. Null for a row that never was pending, or is pending with nothing.
 */
export function draftAvailability(row: BalanceTransactionRow): JournalEntryDraft | null {
  const booking = draftBooking(row);
  if (booking === null) return null;
  const money = booked(booking, LEDGER_ACCOUNT.pending);
  const owed = -booked(booking, LEDGER_ACCOUNT.sellerPending);
  return entry(
    row,
    {
      effectiveAt: row.availableAt,
      purpose: 'available',
      kind: 'availability',
      description: `${booking.description}, now available`,
      postings: [
        ...debit(LEDGER_ACCOUNT.available, money, 'availability'),
        ...credit(LEDGER_ACCOUNT.pending, money, 'availability'),
        ...debit(LEDGER_ACCOUNT.sellerPending, owed, 'availability'),
        ...credit(LEDGER_ACCOUNT.sellerAvailable, owed, 'availability'),
      ],
    },
    '_available',
  );
}

/** What a person must look at about this row; it is booked all the same. */
export function bookingAlarms(row: BalanceTransactionRow): AlarmDraft[] {
  const id = row.balanceTransactionId;
  const alarms: AlarmDraft[] = [];
  if (familyOf(row).kind === 'unknown')
    alarms.push({
      kind: 'unknown_balance_transaction_type',
      subject: row.type,
      text: `Stripe sent balance transactions of the unknown type ${row.type}, first ${id}. They stand in 9900 Suspense: add the type to lib/ledger/journal/families.ts, then reverse and rebook them.`,
    });
  if (bucketOf(row) === 'unknown')
    alarms.push({
      kind: 'unknown_balance_type',
      subject: row.balanceType,
      text: `Stripe sent balance transactions with the unknown balance_type ${row.balanceType}, first ${id}. They stand in 1170.`,
    });
  for (const { component } of feesOf(row).filter((fee) => fee.amount !== 0n && !isKnownFee(fee.component)))
    alarms.push({
      kind: 'unknown_fee',
      subject: component,
      text: `Stripe took a fee that we cannot name (${component}), first in ${id}. It has a line of its own in that entry.`,
    });
  return alarms;
}
