import { and, asc, eq } from 'drizzle-orm';
import { journalEntries, postings } from '#drizzle/schema/ledger.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import type { JournalEntryDraft, PostingDraft } from './types.ts';

/** Loads a booked entry with its lines. @throws DomainError `not_found` */
export async function loadJournalEntry(tx: Transaction, journalEntryId: string): Promise<JournalEntryDraft> {
  const [entry] = await tx
    .select()
    .from(journalEntries)
    .where(eq(journalEntries.journalEntryId, journalEntryId));
  if (entry === undefined) throw new DomainError('not_found', `There is no journal entry ${journalEntryId}.`);
  const lines = await tx
    .select({
      ledgerAccountCode: postings.ledgerAccountCode,
      side: postings.side,
      amount: postings.amount,
      component: postings.component,
    })
    .from(postings)
    .where(and(eq(postings.journalEntryId, journalEntryId), eq(postings.occurredAt, entry.occurredAt)))
    .orderBy(asc(postings.line));
  return { ...entry, postings: lines };
}

function flipped(line: PostingDraft): PostingDraft {
  return { ...line, side: line.side === 'debit' ? 'credit' : 'debit' };
}

/** The entry that undoes `entry`: the same lines on the other side. Its id allows it once. */
export function draftReversal(
  entry: JournalEntryDraft,
  reversal: { effectiveAt: Date; description: string },
): JournalEntryDraft {
  return {
    ...entry,
    ...reversal,
    journalEntryId: `${entry.journalEntryId}_reversed`,
    purpose: `${entry.purpose}_reversed`,
    kind: 'reversal',
    reversesJournalEntryId: entry.journalEntryId,
    postings: entry.postings.map(flipped),
  };
}
