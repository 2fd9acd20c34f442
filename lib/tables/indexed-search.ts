import { sql, type SQL } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { keyset, pageOf, type Cursor, type Page, type PageRequest } from '../paging.ts';
import {
  bounded,
  matches,
  narrowPath,
  orderedPath,
  SEARCH_MAX,
  walkPath,
  type IndexedSearch,
} from './index-paths.ts';

export type IndexedOrder = 'newest' | 'oldest';

/** A row of the list: its id and its place in the order. */
export type Hit = { readonly id: string; readonly key: string };

/** And the time by which its table is partitioned: whoever reads the row by its id need not ask every month. */
export type PlacedHit = Hit & { readonly occurredAt: string };

/** Matching rows as a relation with the table's columns. Through a `window` they are looked for among its rows alone. */
export type FoundHits = { readonly hits: SQL; readonly orderBy: SQL; readonly window: SQL | null };

/**
 * @param limit rows, or null for all of them
 * @returns null when no index leads to them in time
 */
export async function findHits(
  search: IndexedSearch,
  order: IndexedOrder,
  cursor: Cursor | null,
  limit: number | null,
): Promise<FoundHits | null> {
  const { question } = search;
  const page = place(search, order, cursor);
  const rows = limit === null ? sql.empty() : sql`limit ${limit}`;
  const rest = sql`${page.after} order by ${page.orderBy} ${rows}`;
  const walk = await walkPath(search);
  const isExact = { orderBy: page.orderBy, window: null };
  if (walk !== null)
    return {
      hits: sql`(select * from ${walk(rest)} as walked order by ${page.orderBy} ${rows})`,
      ...isExact,
    };
  const narrow = await narrowPath(search, false);
  if (narrow !== null) {
    return {
      hits: sql`(select candidate.* from ${narrow(bounded(search))} as candidate
        where ${matches(search, false)} ${rest})`,
      ...isExact,
    };
  }
  const ordered = orderedPath(search);
  if (ordered === null || limit === null || question.pointer !== null) return null;
  const window = ordered(sql`${page.after} order by ${page.orderBy} limit ${SEARCH_MAX}`);
  return {
    hits: sql`(select candidate.* from ${window} as candidate where ${matches(search, false)} order by ${page.orderBy} ${rows})`,
    orderBy: page.orderBy,
    window,
  };
}

function place(
  { table }: IndexedSearch,
  order: IndexedOrder,
  cursor: Cursor | null,
): { after: SQL; orderBy: SQL } {
  const { where, orderBy } = keyset(
    order === 'newest' ? 'descending' : 'ascending',
    [
      { column: sql.raw(table.at), cast: 'timestamptz' },
      { column: sql.raw(table.id), cast: 'text' },
    ],
    cursor,
  );
  return {
    after: where === undefined ? sql.empty() : sql`and ${where}`,
    orderBy: sql.join(orderBy, sql`, `),
  };
}

/**
 * One page of ids in order.
 * @throws DomainError `precondition_failed` when too many rows would have to be looked at, with what to add
 */
export async function readHits(
  search: IndexedSearch,
  order: IndexedOrder,
  request: PageRequest,
): Promise<Page<PlacedHit>> {
  const { table } = search;
  const found = await findHits(search, order, request.cursor, request.size + 1);
  if (found === null) throw new DomainError('precondition_failed', tooMany(search));
  const instant = (column: string) =>
    sql`to_char(hit.${sql.raw(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const rows = await database().execute<PlacedHit>(sql`
    select hit.${sql.raw(table.id)} as id, ${instant(table.at)} as key, ${instant('occurred_at')} as "occurredAt"
    from ${found.hits} as hit order by ${found.orderBy}`);
  if (found.window !== null && rows.length <= request.size && (await isFull(found.window)))
    throw new DomainError('precondition_failed', tooMany(search));
  return pageOf(request, [...rows], ({ id, key }) => [key, id]);
}

async function isFull(window: SQL): Promise<boolean> {
  const [found] = await database().execute<{ count: number }>(
    sql`select count(*)::int as count from ${window} as looked_at`,
  );
  return found?.count === SEARCH_MAX;
}

/** How many rows come before a place in the newest-first order, to a limit. @param newest the newest row that its reader has seen */
export async function countNewer(search: IndexedSearch, newest: Hit, limit: number): Promise<number> {
  const cursor = { direction: 'previous', key: [newest.key, newest.id] } as const;
  const found = await findHits(search, 'newest', cursor, limit);
  return found === null ? 0 : (await database().execute(found.hits)).length;
}

/** Why a list is refused, and what makes it one that an index leads to. */
function tooMany({ table, question }: IndexedSearch): string {
  const days =
    question.from === undefined && question.before === undefined ? 'add days' : 'choose fewer days';
  const ways = [days, ...(question.accounts === null ? table.toNarrow : [])];
  return `More than ${SEARCH_MAX.toLocaleString('en-GB')} ${table.many} would have to be looked at one by one. To see these, ${ways.join(', or ')}.`;
}
