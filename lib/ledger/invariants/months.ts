import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../execute-set.ts';
import { allOf, type Scope, type Verdict } from './invariant.ts';

/** Half-open, `[from, to)`, as ISO instants; one month of UTC, the unit of partitioning. */
export type Month = { from: string; to: string };

function monthOf(instant: Date, plus: number): string {
  return new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + plus, 1)).toISOString();
}

/** The months in which the ledger or Stripe has rows, so that each is checked by itself in bounded memory. */
async function monthsWithRows(tx: Transaction, scope: Scope): Promise<Month[]> {
  const [bounds] = await executeSet<{ first: string | null; last: string | null }>(
    tx,
    sql`select min(first) as first, max(last) as last from (
          select min(occurred_at) as first, max(occurred_at) as last from journal_entries
          union all select min(occurred_at), max(occurred_at) from postings
          union all select min(occurred_at), max(occurred_at) from balance_transactions) as bounds`,
  );
  if (bounds === undefined || bounds.first === null || bounds.last === null) return [];
  const first = new Date(bounds.first);
  const start = scope.from !== null && scope.from > first ? scope.from : first;
  const last = new Date(bounds.last);
  const months: Month[] = [];
  for (let index = 0; monthOf(start, index) <= last.toISOString(); index += 1)
    months.push({ from: monthOf(start, index), to: monthOf(start, index + 1) });
  return months;
}

/** Runs a check month by month: an entry, its lines and its balance transaction share their `occurred_at`. */
export async function checkEachMonth(
  tx: Transaction,
  scope: Scope,
  check: (month: Month) => Promise<Verdict>,
): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const month of await monthsWithRows(tx, scope)) verdicts.push(await check(month));
  return allOf(verdicts);
}
