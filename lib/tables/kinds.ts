import { sql, type SQL } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { cappedCount, COUNT_MAX, type CappedCount } from '../paging.ts';
import type { FacetCount } from './types.ts';

/** A table that a list reads, by names of ours. An index begins with each of: time; connected account; kind. */
export type IndexedTable = {
  readonly table: string;
  readonly id: string;
  /** The column of time by which the list is ordered. */
  readonly at: string;
  /** The columns with few values that stand, in this order and before the time, at the head of the index by kind. */
  readonly kind: readonly string[];
  /** Other columns that the list's own conditions and sums need. */
  readonly carried: readonly string[];
  /** What the rows are, and what to add to a filter that no index leads through, for refusals. */
  readonly many: string;
  readonly toNarrow: readonly string[];
};

/** One kind that occurs: its values in the order of the table's `kind`. */
export type Kind = { readonly values: readonly string[] };

/** And its rows in some range of time, counted up to one above `COUNT_MAX`. */
export type KindCount = Kind & { readonly count: number };

/** The chosen values by column; a missing or undefined one means any. */
export type Chosen = Readonly<Record<string, string | undefined>>;

/** Every kind that occurs, found by leaps from one to the next along the index by kind. */
export async function readKinds(table: IndexedTable): Promise<Kind[]> {
  const columns = sql.raw(table.kind.join(', '));
  const known = sql.raw(table.kind.map((name) => `known.${name}`).join(', '));
  const source = sql.raw(table.table);
  const rows = await database().execute<{ kind_values: string[] }>(sql`
    with recursive known as (
      (select ${columns} from ${source} order by ${columns} limit 1)
      union all
      select later.* from known cross join lateral (
        select ${columns} from ${source} where (${columns}) > (${known}) order by ${columns} limit 1) as later
    )
    select array[${known}] as kind_values from known`);
  return rows.map(({ kind_values: values }) => ({ values }));
}

/** How many rows of each kind lie in a range of time; kinds without any are left out. @param range on the table's own columns */
export async function countKinds(
  table: IndexedTable,
  kinds: readonly Kind[],
  range: SQL,
): Promise<KindCount[]> {
  const known = sql.raw(table.kind.map((name) => `known.${name}`).join(', '));
  const rows = await database().execute<{ kind_values: string[]; count: number }>(sql`
    select array[${known}] as kind_values, counted.count from ${knownRelation(table, kinds)} cross join lateral (
      select count(*)::int as count from (
        select 1 from ${sql.raw(table.table)} where ${isOfKnown(table)} and ${range}
        ${inOrder(table, 'desc')} limit ${COUNT_MAX + 1}
      ) as one
    ) as counted where counted.count > 0`);
  return rows.map(({ kind_values: values, count }) => ({ values, count }));
}

/** Equalities with a row of the relation `known`: the head of the index by kind. */
export function isOfKnown({ table, kind }: IndexedTable): SQL {
  return sql.raw(kind.map((name) => `${table}.${name} = known.${name}`).join(' and '));
}

/** The kinds as the relation `known` to join with. */
export function knownRelation(table: IndexedTable, kinds: readonly Kind[]): SQL {
  const lists = table.kind.map(
    (_name, position) => sql`${sql.param(kinds.map(({ values }) => values[position] ?? ''))}::text[]`,
  );
  return sql`unnest(${sql.join(lists, sql`, `)}) as known (${sql.raw(table.kind.join(', '))})`;
}

export function inOrder({ at, id }: IndexedTable, direction: 'asc' | 'desc'): SQL {
  return sql.raw(`order by ${at} ${direction}, ${id} ${direction}`);
}

/** Whether a kind has the chosen values. @param except a choice that does not count, for that choice's own facet */
export function isChosen(table: IndexedTable, chosen: Chosen, { values }: Kind, except?: string): boolean {
  return table.kind.every(
    (name, position) => name === except || chosen[name] === undefined || chosen[name] === values[position],
  );
}

/** Number of rows of some kinds, exact up to `COUNT_MAX`. */
export function sumOf(kinds: readonly KindCount[]): CappedCount {
  return cappedCount(kinds.reduce((sum, { count }) => sum + count, 0));
}

/**
 * How many rows each value of a column would leave: counts ignore the column's own choice and respect all others.
 * @param kinds counted whatever was chosen @param isCounted false: their numbers are others' and only the values count
 */
export function facetOf(
  table: IndexedTable,
  chosen: Chosen,
  { kinds, isCounted }: { kinds: readonly KindCount[]; isCounted: boolean },
  column: string,
  always: readonly string[] = [],
): FacetCount[] {
  const position = table.kind.indexOf(column);
  const occurring = kinds.map(({ values }) => values[position] ?? '').sort();
  return [...new Set([...always, ...occurring])].map((value) => ({
    value,
    count: isCounted
      ? sumOf(
          kinds.filter((kind) => kind.values[position] === value && isChosen(table, chosen, kind, column)),
        )
      : null,
  }));
}
