import { sql } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { cappedCount, COUNT_MAX, type CappedCount } from '../paging.ts';
import { bounded, chosenKinds, hasChoice, matches, narrowPath, type IndexedSearch } from './index-paths.ts';
import { isChosen, sumOf, type KindCount } from './kinds.ts';

/** `every`: whatever was chosen. `total` is null when counting would take longer than the list. */
export type Counted = {
  readonly every: { readonly kinds: readonly KindCount[]; readonly isCounted: boolean };
  readonly total: CappedCount | null;
};

/** The counts that facets and the foot of a list are made of, from one reading. */
export async function countSearch(search: IndexedSearch): Promise<Counted> {
  const { table, question } = search;
  const every = await countMatches(search, true);
  if (every !== null) {
    const chosen = every.filter((kind) => isChosen(table, question.chosen, kind));
    return { every: { kinds: every, isCounted: true }, total: sumOf(chosen) };
  }
  const chosen = await countMatches(search, false);
  const isWalk = question.pointer === null && question.asked === null && !hasChoice(question);
  return {
    every: { kinds: await search.counts(), isCounted: false },
    // A walk that could not be counted is longer than counting goes.
    total: chosen === null ? (isWalk ? cappedCount(COUNT_MAX + 1) : null) : sumOf(chosen),
  };
}

async function countMatches(search: IndexedSearch, every: boolean): Promise<KindCount[] | null> {
  const { table, question } = search;
  if (question.accounts === null && question.pointer === null && question.asked === null)
    return chosenKinds(search, every);
  const path = await narrowPath(search, every);
  if (path === null) return null;
  const columns = sql.raw(table.kind.map((name) => `candidate.${name}`).join(', '));
  const rows = await database().execute<{ kind_values: string[]; count: number }>(sql`
    select array[${columns}] as kind_values, count(*)::int as count
    from ${path(bounded(search))} as candidate
    where ${matches(search, every)} group by ${columns}`);
  return rows.map(({ kind_values: values, count }) => ({ values, count }));
}
