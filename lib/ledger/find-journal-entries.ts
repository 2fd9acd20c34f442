import { and, desc, eq, inArray } from 'drizzle-orm';
import { balanceTransactions, bookedSources, journalEntries } from '#drizzle/schema/ledger.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';

export type FoundJournalEntry = {
  journalEntryId: string;
  description: string;
  kind: string;
  effectiveAt: Date;
};

/**
 * The newest entries with this id of their own, or booked from this source, or from a balance transaction that is about
 * it (a charge, a refund, …). Each is a range of one index.
 * @throws DomainError `forbidden`
 */
export async function findJournalEntriesAbout(
  ctx: Context,
  id: string,
  limit: number,
): Promise<FoundJournalEntry[]> {
  authorize(ctx, 'ledger.read');
  const found = {
    journalEntryId: journalEntries.journalEntryId,
    description: journalEntries.description,
    kind: journalEntries.kind,
    effectiveAt: journalEntries.effectiveAt,
  };
  const newestFirst = [desc(journalEntries.effectiveAt), desc(journalEntries.journalEntryId)];
  if (id.startsWith('jnl_'))
    return database()
      .select(found)
      .from(journalEntries)
      .where(eq(journalEntries.journalEntryId, id))
      .orderBy(...newestFirst)
      .limit(limit);
  const sources = await database()
    .select({ id: balanceTransactions.balanceTransactionId })
    .from(balanceTransactions)
    .where(eq(balanceTransactions.sourceId, id))
    .limit(limit);
  return database()
    .select(found)
    .from(bookedSources)
    .innerJoin(
      journalEntries,
      and(
        eq(journalEntries.journalEntryId, bookedSources.journalEntryId),
        eq(journalEntries.occurredAt, bookedSources.occurredAt),
      ),
    )
    .where(inArray(bookedSources.sourceId, [id, ...sources.map((source) => source.id)]))
    .orderBy(...newestFirst)
    .limit(limit);
}
