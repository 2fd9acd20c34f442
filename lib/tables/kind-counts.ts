import { sql } from 'drizzle-orm';
import { database, databaseClient } from '../db/client.ts';
import { inSpan } from './in-span.ts';
import type { IndexedTable, KindCount } from './kinds.ts';
import { coverPeriods } from './period-cover.ts';

/**
 * Every kind that occurs in a range of time, with exact counts, from one snapshot. Whole months and days come from the
 * counters, what is not folded into them yet is added, and only the ends of the range are counted row by row.
 * @param range from, included, and before; ISO 8601 with zone, undefined is open
 */
export async function readKindCounts(
  table: IndexedTable,
  range: { from?: string | undefined; before?: string | undefined },
): Promise<KindCount[]> {
  const cover = coverPeriods(range.from ?? null, range.before ?? null, 'day');
  const columns = sql.raw(table.kind.join(', '));
  const { counts, changes } = table.counters;
  const stored = (grain: 'month' | 'day') =>
    cover[`${grain}s`].map(
      (span) => sql`select ${columns}, counted from ${sql.raw(counts)}
        where grain = ${grain} and ${inSpan('period_on', 'date', span)}`,
    );
  const parts = [
    ...stored('month'),
    ...stored('day'),
    ...[...cover.months, ...cover.days].map(
      (span) =>
        sql`select ${columns}, counted from ${sql.raw(changes)} where ${inSpan('occurred_on', 'date', span)}`,
    ),
    ...cover.instants.map(
      (span) => sql`select ${columns}, count(*) as counted from ${sql.raw(table.table)}
        where ${inSpan(table.at, 'timestamptz', span)} group by ${columns}`,
    ),
  ];
  if (parts.length === 0) return [];
  const rows = await database().execute<{ kind_values: string[]; count: string }>(sql`
    select array[${columns}] as kind_values, sum(counted)::text as count
    from (${sql.join(parts, sql` union all `)}) as part
    group by ${columns} having sum(counted) > 0 order by ${columns}`);
  return rows.map(({ kind_values: values, count }) => ({ values, count: Number(count) }));
}

/** Brings what writers left behind into the counters, so that readers have little to add. @returns how many counters changed */
export async function foldKindCounts(): Promise<number> {
  const [row] = await databaseClient()<{ folded: number }[]>`select fold_kind_counts() as folded`;
  return row?.folded ?? 0;
}
