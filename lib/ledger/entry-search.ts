import { eq, inArray, sql, type SQL } from 'drizzle-orm';
import { balanceTransactions, bookedSources } from '#drizzle/schema/ledger.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { planSearch, SEARCH_MAX, type IndexedSearch } from '../tables/index-paths.ts';
import type { IndexedTable } from '../tables/kinds.ts';
import { accountsOf } from '../tables/named-accounts.ts';
import type { JournalEntryFilter } from './types.ts';

export const ENTRY_INDEXES: IndexedTable = {
  table: 'journal_entries',
  id: 'journal_entry_id',
  at: 'effective_at',
  kind: ['currency', 'kind'],
  counters: { counts: 'journal_entry_counts', changes: 'journal_entry_count_changes' },
  carried: ['occurred_at'],
  many: 'entries',
  toNarrow: ['add book:acct_…', 'add source:po_…'],
};

/** @throws DomainError `precondition_failed` when a name fits too many connected accounts; `invalid_input` for what makes no sense */
export async function planEntrySearch(filter: JournalEntryFilter): Promise<IndexedSearch> {
  const { currency, kind, effectiveFrom, effectiveBefore } = filter;
  for (const bound of [effectiveFrom, effectiveBefore])
    if (bound !== undefined && Number.isNaN(Date.parse(bound)))
      throw new DomainError('invalid_input', `Not a time: ${bound}`);
  return planSearch(ENTRY_INDEXES, {
    chosen: { currency, kind },
    accounts: await accountsOf(filter),
    from: effectiveFrom,
    before: effectiveBefore,
    pointer: filter.id === undefined ? null : await pointerTo(filter.id),
    asked: turnoverWithin(filter),
  });
}

/** An entry itself, those of a source, and those of the balance transactions that are about it (a charge, a payout, …). */
async function pointerTo(id: string): Promise<SQL> {
  if (id.startsWith('jnl_')) return sql`journal_entry_id = ${id}`;
  const about = await database()
    .select({ id: balanceTransactions.balanceTransactionId })
    .from(balanceTransactions)
    .where(eq(balanceTransactions.sourceId, id))
    .limit(SEARCH_MAX);
  const booked = await database()
    .select({ id: bookedSources.journalEntryId, at: bookedSources.occurredAt })
    .from(bookedSources)
    .where(inArray(bookedSources.sourceId, [id, ...about.map((found) => found.id)]))
    .limit(SEARCH_MAX + 1);
  // Their times let the database open only their partitions.
  return sql`journal_entry_id = any(${sql.param(booked.map((entry) => entry.id))}::text[])
    and occurred_at = any(${sql.param([...new Set(booked.map((entry) => entry.at.toISOString()))])}::text[]::timestamptz[])`;
}

function turnoverWithin({ currency, amountFrom, amountTo }: JournalEntryFilter): SQL | null {
  if (amountFrom === undefined && amountTo === undefined) return null;
  if (currency === undefined)
    throw new DomainError(
      'invalid_input',
      'Add a currency, such as currency:eur: the same digits are another sum in each currency.',
    );
  const low = amountFrom === undefined ? sql`` : sql`and turnover.amount >= ${amountFrom}::numeric`;
  const high = amountTo === undefined ? sql`` : sql`and turnover.amount <= ${amountTo}::numeric`;
  return sql`exists (select 1 from ${turnoverOf('candidate')} as turnover where true ${low} ${high})`;
}

/** Sum of an entry's debits, found by the keys of a relation. An aggregate of its own, so that it is never a join of all. */
export function turnoverOf(relation: 'candidate' | 'hit' | 'journal_entries'): SQL {
  const entry = sql.raw(relation);
  return sql`(select sum(line.amount) as amount from postings as line
    where line.journal_entry_id = ${entry}.journal_entry_id and line.occurred_at = ${entry}.occurred_at
      and line.side = 'debit')`;
}
