import type { JournalEntryDraft } from '../types.ts';

/** `1110 debit 941 net`, one line each. */
export function lines(draft: JournalEntryDraft | null): string[] {
  return (draft?.postings ?? []).map(
    (line) => `${String(line.ledgerAccountCode)} ${line.side} ${String(line.amount)} ${line.component}`,
  );
}

/** Sum of the lines on these ledger accounts, debits positive. */
export function signed(draft: JournalEntryDraft | null, codes: readonly number[]): bigint {
  return (draft?.postings ?? [])
    .filter((line) => codes.includes(line.ledgerAccountCode))
    .reduce((sum, line) => sum + (line.side === 'debit' ? line.amount : -line.amount), 0n);
}
