import { desc, eq, inArray } from 'drizzle-orm';
import { balanceTransactions, journalEntries } from '#drizzle/schema/ledger.ts';
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
  const sources = database()
    .select({ id: balanceTransactions.balanceTransactionId })
    .from(balanceTransactions)
    .where(eq(balanceTransactions.sourceId, id))
    .limit(limit);
  const where = id.startsWith('jnl_')
    ? eq(journalEntries.journalEntryId, id)
    : inArray(journalEntries.sourceId, [id, ...(await sources).map((source) => source.id)]);
  return database()
    .select({
      journalEntryId: journalEntries.journalEntryId,
      description: journalEntries.description,
      kind: journalEntries.kind,
      effectiveAt: journalEntries.effectiveAt,
    })
    .from(journalEntries)
    .where(where)
    .orderBy(desc(journalEntries.effectiveAt), desc(journalEntries.journalEntryId))
    .limit(limit);
}
