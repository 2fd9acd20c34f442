import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { balanceTransactions, journalEntries } from '#drizzle/schema/ledger.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { draftBooking } from './draft-balance-transaction.ts';
import { insertJournalEntries } from './insert-journal-entries.ts';
import { draftReversal, loadJournalEntry } from './reversal.ts';
import type { JournalEntryDraft } from './types.ts';

const input = z.object({
  journalEntryId: z.string().startsWith('jnl_'),
  /** Why, for the record; it becomes the reversal's description. */
  reason: z.string().trim().min(10).max(500),
  /** Book the balance transaction again by today's rules, in the same transaction. */
  rebook: z.boolean(),
});

async function assertReversible(tx: Transaction, entry: JournalEntryDraft): Promise<void> {
  if (entry.reversesJournalEntryId !== null)
    throw new DomainError(
      'precondition_failed',
      `${entry.journalEntryId} is itself a reversal. Book the correction again instead.`,
    );
  const [reversed] = await tx
    .select({ id: journalEntries.journalEntryId })
    .from(journalEntries)
    .where(
      and(
        eq(journalEntries.journalEntryId, `${entry.journalEntryId}_reversed`),
        eq(journalEntries.occurredAt, entry.occurredAt),
      ),
    );
  if (reversed !== undefined)
    throw new DomainError('conflict', `${entry.journalEntryId} was already reversed by ${reversed.id}.`);
}

/** Today's booking of the reversed entry's balance transaction, under an id and purpose of its own. */
async function draftAgain(
  tx: Transaction,
  entry: JournalEntryDraft,
  effectiveAt: Date,
): Promise<JournalEntryDraft> {
  const [row] = await tx
    .select()
    .from(balanceTransactions)
    .where(
      and(
        eq(balanceTransactions.balanceTransactionId, entry.sourceId),
        eq(balanceTransactions.occurredAt, entry.occurredAt),
      ),
    );
  const booking = row === undefined || entry.purpose !== 'booked' ? null : draftBooking(row);
  if (booking === null)
    throw new DomainError(
      'precondition_failed',
      `${entry.journalEntryId} is not the booking of a balance transaction, so it cannot be booked again.`,
    );
  return {
    ...booking,
    effectiveAt,
    journalEntryId: `${booking.journalEntryId}_rebooked`,
    purpose: 'rebooked',
  };
}

/**
 * The only correction there is: the same lines on the other side, once, with a reason on record.
 * @throws DomainError `not_found`, `conflict` when it was reversed before, `precondition_failed`
 */
export const reverseJournalEntry = defineVerb({
  permission: 'ledger.reverse',
  input,
  run: async (tx, ctx, { journalEntryId, reason, rebook }) => {
    const entry = await loadJournalEntry(tx, journalEntryId);
    await assertReversible(tx, entry);
    const reversal = draftReversal(entry, { effectiveAt: ctx.now, description: reason });
    const again = rebook ? [await draftAgain(tx, entry, ctx.now)] : [];
    await insertJournalEntries(tx, [reversal, ...again]);
    const result = { journalEntryIds: [reversal, ...again].map((draft) => draft.journalEntryId) };
    return {
      result,
      audit: { action: 'journal_entry.reverse', subject: journalEntryId, after: { reason, ...result } },
    };
  },
});
