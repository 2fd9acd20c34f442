import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../execute-set.ts';
import { allOf, type Scope, type Verdict } from './invariant.ts';

/** Half-open, `[from, to)`, as ISO instants; one month of UTC, the unit of partitioning, or all that comes after the last. */
export type Month = { from: string; to: string };

function monthOf(instant: Date, plus: number): string {
  return new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + plus, 1)).toISOString();
}

/** Every table that a check reads by month; all are partitioned by `occurred_at`. */
const PARENTS = ['journal_entries', 'postings', 'balance_transactions'] as const;

type Span = { first: string | null; last: string | null };

/** First and last month that have a partition, as the start of each, by the names that `create_month_partitions` gives. */
async function partitionedMonths(tx: Transaction): Promise<Span> {
  const [span] = await executeSet<Span>(
    tx,
    sql`select to_char(min(month), 'YYYY-MM-DD"T00:00:00Z"') as first, to_char(max(month), 'YYYY-MM-DD"T00:00:00Z"') as last
        from pg_inherits join pg_class on pg_class.oid = inhrelid
        cross join lateral (select to_date(substring(relname from '[0-9]{4}_[0-9]{2}$'), 'YYYY_MM') as month) as named
        where inhparent = any(${sql.param([...PARENTS])}::regclass[])`,
  );
  return span ?? { first: null, last: null };
}

/** The rows outside of all months, which lie in the default partitions: the only ones that are read. */
async function strayRows(tx: Transaction, before: string, from: string): Promise<Span> {
  const ranges = PARENTS.flatMap((parent) => [
    sql`select min(occurred_at) as first, max(occurred_at) as last from ${sql.identifier(parent)} where occurred_at < ${before}::timestamptz`,
    sql`select min(occurred_at), max(occurred_at) from ${sql.identifier(parent)} where occurred_at >= ${from}::timestamptz`,
  ]);
  const [span] = await executeSet<Span>(
    tx,
    sql`select min(first) as first, max(last) as last from (${sql.join(ranges, sql` union all `)}) as strays`,
  );
  return span ?? { first: null, last: null };
}

/**
 * The months in which the ledger or Stripe may have rows, so that each is checked by itself in bounded memory. Taken
 * from the names of the partitions: the smallest `occurred_at` of all postings would cost a scan of all of them.
 */
async function monthsToCheck(tx: Transaction, scope: Scope): Promise<Month[]> {
  const partitioned = await partitionedMonths(tx);
  const start = new Date(partitioned.first ?? scope.now);
  const end = monthOf(new Date(partitioned.last ?? scope.now), 1);
  const strays = await strayRows(tx, start.toISOString(), end);
  const first = strays.first === null ? start : new Date(Math.min(Date.parse(strays.first), start.getTime()));
  const begin = scope.from !== null && scope.from > first ? scope.from : first;
  const months: Month[] = [];
  for (let index = 0; monthOf(begin, index) < end; index += 1)
    months.push({ from: monthOf(begin, index), to: monthOf(begin, index + 1) });
  // What is dated ahead of all partitions is little, and may be dated thousands of years ahead.
  const beyond = strays.last === null ? end : monthOf(new Date(strays.last), 1);
  if (Date.parse(beyond) > Date.parse(end)) months.push({ from: end, to: beyond });
  return months;
}

/** Runs a check month by month: an entry, its lines and its balance transaction share their `occurred_at`. */
export async function checkEachMonth(
  tx: Transaction,
  scope: Scope,
  check: (month: Month) => Promise<Verdict>,
): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const month of await monthsToCheck(tx, scope)) verdicts.push(await check(month));
  return allOf(verdicts);
}
