import { sql } from 'drizzle-orm';
import { database } from '../db/client.ts';
import type { PageRequest } from '../paging.ts';
import type { IndexedSearch } from './index-paths.ts';
import { findHits, readHits, type IndexedOrder, type PlacedHit } from './indexed-search.ts';

/** Rows in memory at a time. */
const BATCH_ROWS = 1_000;

/** All that match, page after page by key: a row's place in the order never changes, so each comes once. */
export async function* hitBatches(
  search: IndexedSearch,
  order: IndexedOrder,
): AsyncGenerator<readonly PlacedHit[], void, undefined> {
  const scope = { list: search.table.many, filter: {} };
  let cursor: PageRequest['cursor'] = null;
  for (;;) {
    const request = { scope, size: BATCH_ROWS, cursor, isCursorRefused: false };
    const { rows, nextCursor } = await readHits(search, order, request);
    const last = rows.at(-1);
    if (last !== undefined) yield rows;
    if (last === undefined || nextCursor === null) return;
    cursor = { direction: 'next', key: [last.key, last.id] };
  }
}

/**
 * How many rows match, exactly; may take seconds. Where only a window is looked at (see `findHits`) they are gone through.
 */
export async function countHits(search: IndexedSearch): Promise<number> {
  const found = await findHits(search, 'newest', null, null);
  if (found === null) {
    let count = 0;
    for await (const hits of hitBatches(search, 'newest')) count += hits.length;
    return count;
  }
  const [counted] = await database().execute<{ count: number }>(
    sql`select count(*)::int as count from ${found.hits} as hit`,
  );
  return counted?.count ?? 0;
}
