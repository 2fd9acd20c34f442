import { sql, type SQL } from 'drizzle-orm';
import type { CappedCount } from '../paging.ts';
import type { FacetCount } from './types.ts';

/** A table that a list reads, by names of ours. An index begins with each of: time; connected account; kind. */
export type IndexedTable = {
  readonly table: string;
  readonly id: string;
  /** The column of time by which the list is ordered. */
  readonly at: string;
  /** The columns with few values that stand, in this order and before the time, at the head of the index by kind. */
  readonly kind: readonly string[];
  /** Tables that count its rows by kind and period, and what is not folded into them yet. See kind-counts.ts. */
  readonly counters: { readonly counts: string; readonly changes: string };
  /** Other columns that the list's own conditions and sums need. */
  readonly carried: readonly string[];
  /** What the rows are, and what to add to a filter that no index leads through, for refusals. */
  readonly many: string;
  readonly toNarrow: readonly string[];
};

/** One kind that occurs: its values in the order of the table's `kind`. */
export type Kind = { readonly values: readonly string[] };

/** And its rows in some range of time. */
export type KindCount = Kind & { readonly count: number };

/** The chosen values by column; a missing or undefined one means any. */
export type Chosen = Readonly<Record<string, string | undefined>>;

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
export function isChosen(
  table: Pick<IndexedTable, 'kind'>,
  chosen: Chosen,
  { values }: Kind,
  except?: string,
): boolean {
  return table.kind.every(
    (name, position) => name === except || chosen[name] === undefined || chosen[name] === values[position],
  );
}

/** Number of rows of some kinds, exact. */
export function sumOf(kinds: readonly KindCount[]): CappedCount {
  return { count: kinds.reduce((sum, { count }) => sum + count, 0), isCapped: false };
}

/**
 * How many rows each value of a column would leave: counts ignore the column's own choice and respect all others.
 * @param kinds counted whatever was chosen @param isCounted false: their numbers are others' and only the values count
 */
export function facetOf(
  table: Pick<IndexedTable, 'kind'>,
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
