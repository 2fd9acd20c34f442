import { sql, type SQL } from 'drizzle-orm';
import { database, databaseClient } from '../db/client.ts';
import { inSpan } from './in-span.ts';
import type { IndexedTable, Kind, KindCount } from './kinds.ts';
import { coverPeriods } from './period-cover.ts';

type Range = { from?: string | undefined; before?: string | undefined };

/** What is added up of each kind: a column of the counters, and the same of rows themselves. */
type Measure = { readonly column: string; readonly ofRows: SQL };

const NUMBER: Measure = { column: 'counted', ofRows: sql`count(*)` };

/**
 * Every kind that occurs in a range of time, with exact counts, from one snapshot. Whole months and days come from the
 * counters, what is not folded into them yet is added, and only the ends of the range are counted row by row.
 * @param range from, included, and before; ISO 8601 with zone, undefined is open
 */
export async function readKindCounts(table: IndexedTable, range: Range): Promise<KindCount[]> {
  const kinds = await measureKinds(table, range, NUMBER);
  return kinds.map(({ values, total }) => ({ values, count: Number(total) }));
}

/** A sum of each kind in the same way, of a column that the table's counters have. @param ofRows the sum over the table's own rows */
export async function readKindSums(
  table: IndexedTable,
  range: Range,
  measure: Measure,
): Promise<(Kind & { readonly sum: bigint })[]> {
  const kinds = await measureKinds(table, range, measure);
  return kinds.map(({ values, total }) => ({ values, sum: BigInt(total) }));
}

async function measureKinds(
  table: IndexedTable,
  range: Range,
  { column, ofRows }: Measure,
): Promise<{ values: string[]; total: string }[]> {
  const cover = coverPeriods(range.from ?? null, range.before ?? null, 'day');
  const columns = sql.raw(table.kind.join(', '));
  const measured = sql.raw(column);
  const { counts, changes } = table.counters;
  const stored = (grain: 'month' | 'day') =>
    cover[`${grain}s`].map(
      (span) => sql`select ${columns}, ${measured} as measured from ${sql.raw(counts)}
        where grain = ${grain} and ${inSpan('period_on', 'date', span)}`,
    );
  const parts = [
    ...stored('month'),
    ...stored('day'),
    ...[...cover.months, ...cover.days].map(
      (span) =>
        sql`select ${columns}, ${measured} as measured from ${sql.raw(changes)} where ${inSpan('occurred_on', 'date', span)}`,
    ),
    ...cover.instants.map(
      (span) => sql`select ${columns}, ${ofRows} as measured from ${sql.raw(table.table)}
        where ${inSpan(table.at, 'timestamptz', span)} group by ${columns}`,
    ),
  ];
  if (parts.length === 0) return [];
  return database().execute<{ values: string[]; total: string }>(sql`
    select array[${columns}] as values, sum(measured)::text as total
    from (${sql.join(parts, sql` union all `)}) as part
    group by ${columns} having sum(measured) > 0 order by ${columns}`);
}

/** Brings what writers left behind into the counters, so that readers have little to add. @returns how many counters changed */
export async function foldKindCounts(): Promise<number> {
  const [row] = await databaseClient()<{ folded: number }[]>`select fold_kind_counts() as folded`;
  return row?.folded ?? 0;
}
