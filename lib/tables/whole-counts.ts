import { sql, type SQL } from 'drizzle-orm';
import postgres from 'postgres';
import { patientDatabase } from '../db/client.ts';
import { matches, wholePath, type IndexedSearch } from './index-paths.ts';
import type { KindCount } from './kinds.ts';

export type KindTotal = KindCount & { readonly sum: bigint };

/**
 * Everything that a filter asks for, whatever kind was chosen, counted and added up one by one along its index: for who asks for it,
 * where a list stops counting. Null when that takes too long.
 * @param amountOf the sum of one row of the relation `candidate`, in minor units of its kind's currency
 */
export async function countWhole(
  search: IndexedSearch,
  amountOf: SQL,
  database = patientDatabase(),
): Promise<KindTotal[] | null> {
  const { table } = search;
  const columns = sql.raw(table.kind.map((name) => `candidate.${name}`).join(', '));
  const path = wholePath(search);
  try {
    const rows = await database.execute<{ kind_values: string[]; count: number; sum: string }>(sql`
      select array[${columns}] as kind_values, count(*)::int as count, coalesce(sum(${amountOf}), 0)::text as sum
      from ${path(sql.empty())} as candidate where ${matches(search, true)} group by ${columns}`);
    return rows.map(({ kind_values: values, count, sum }) => ({ values, count, sum: BigInt(sum) }));
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === QUERY_CANCELED) return null;
    throw error;
  }
}

const QUERY_CANCELED = '57014';
