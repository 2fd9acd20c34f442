import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { balanceTransactions, journalEntries } from '#drizzle/schema/ledger.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { draftAvailability, draftBooking } from './draft-balance-transaction.ts';
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
  if (entry.sourceType === 'payout_reservation')
    throw new DomainError(
      'precondition_failed',
      `${entry.journalEntryId} reserves money for a payout request. Cancel that request instead.`,
    );
  const reversalId = `${entry.journalEntryId}_reversed`;
  if (await isBooked(tx, reversalId, entry.occurredAt))
    throw new DomainError('conflict', `${entry.journalEntryId} was already reversed by ${reversalId}.`);
}

async function isBooked(tx: Transaction, journalEntryId: string, occurredAt: Date): Promise<boolean> {
  const found = await tx
    .select({ id: journalEntries.journalEntryId })
    .from(journalEntries)
    .where(and(eq(journalEntries.journalEntryId, journalEntryId), eq(journalEntries.occurredAt, occurredAt)));
  return found.length > 0;
}

/** `draft` under an id and a purpose of its own, effective when it is corrected. */
function again(draft: JournalEntryDraft, effectiveAt: Date): JournalEntryDraft {
  const { journalEntryId, purpose } = draft;
  return { ...draft, effectiveAt, journalEntryId: `${journalEntryId}_rebooked`, purpose: `${purpose}_again` };
}

/**
 * Today's booking of the reversed entry's balance transaction. Where the old booking's move from pending to available
 * is in the books too, it moved other amounts: it is reversed and made again with it.
 */
async function draftAgain(
  tx: Transaction,
  entry: JournalEntryDraft,
  correction: { effectiveAt: Date; description: string },
): Promise<JournalEntryDraft[]> {
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
  if (row === undefined || booking === null)
    throw new DomainError(
      'precondition_failed',
      `${entry.journalEntryId} is not the booking of a balance transaction, so it cannot be booked again.`,
    );
  const rebooked = [again(booking, correction.effectiveAt)];
  const availableId = `${entry.journalEntryId}_available`;
  if (!(await isBooked(tx, availableId, entry.occurredAt))) return rebooked;
  if (!(await isBooked(tx, `${availableId}_reversed`, entry.occurredAt)))
    rebooked.push(draftReversal(await loadJournalEntry(tx, availableId), correction));
  const availability = draftAvailability(row);
  return availability === null ? rebooked : [...rebooked, again(availability, correction.effectiveAt)];
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
    const correction = { effectiveAt: ctx.now, description: reason };
    const drafts = [
      draftReversal(entry, correction),
      ...(rebook ? await draftAgain(tx, entry, correction) : []),
    ];
    await insertJournalEntries(tx, drafts);
    const result = { journalEntryIds: drafts.map((draft) => draft.journalEntryId) };
    return {
      result,
      audit: { action: 'journal_entry.reverse', subject: journalEntryId, after: { reason, ...result } },
    };
  },
});
