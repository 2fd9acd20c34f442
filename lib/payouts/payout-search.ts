import { sql, type SQL } from 'drizzle-orm';
import { database } from '../db/client.ts';
import { keyset, type Cursor } from '../paging.ts';
import { isChosen, kindCount, readKinds, type FoundKind, type KindCount } from './payout-kinds.ts';
import { accountsOf } from '../tables/named-accounts.ts';
import {
  AXIS_COLUMNS,
  boundedAxes,
  boundKinds,
  isOfKind,
  joined,
  kindsRelation,
  ORDERS,
  SEARCH_MAX,
  withinBounds,
  type Axis,
  type BoundedKind,
} from './payout-route.ts';
import type { PayoutFilter, PayoutSort } from './types.ts';

/** A filter with everything that had to be looked up to plan its queries. */
export type PayoutSearch = {
  readonly filter: PayoutFilter;
  /** Null for all connected accounts. */
  readonly accounts: readonly string[] | null;
  /** Every kind in the range of creation, whatever values were chosen. */
  readonly kinds: readonly KindCount[];
};

/** @throws DomainError `precondition_failed` when a name fits too many connected accounts */
export async function planPayoutSearch(filter: PayoutFilter): Promise<PayoutSearch> {
  const accounts = await accountsOf(filter);
  return { filter, accounts, kinds: await readKinds(filter, accounts) };
}

/** The kinds that were chosen. @param every the chosen values do not count, only what bounds the amount */
export function searchedKinds({ filter, kinds }: PayoutSearch, every = false): BoundedKind[] {
  const counted = every
    ? kinds.filter(({ currency }) =>
        filter.amountFrom === undefined && filter.amountTo === undefined
          ? true
          : currency === filter.currency,
      )
    : kinds.filter((kind) => isChosen(filter, kind));
  return boundKinds(filter, counted);
}

/** Whether the index of an order holds every bound of the filter, so that a page is one short walk along it. */
function isWalk({ filter, accounts }: PayoutSearch, axis: Axis): boolean {
  return (
    boundedAxes(filter).every((bounded) => bounded === axis) && (accounts === null || axis === 'created')
  );
}

/**
 * The axis along which few enough candidates lie to look at each; null when there is none.
 * What the counters know is not counted again.
 */
async function narrowestAxis(search: PayoutSearch, kinds: readonly BoundedKind[]): Promise<Axis | null> {
  const known = search.kinds
    .filter((kind) => kinds.some((chosen) => isSameKind(kind, chosen)))
    .reduce((sum, { count }) => sum + count, 0);
  if (known <= SEARCH_MAX) return 'created';
  for (const axis of boundedAxes(search.filter)) {
    if (axis === 'created' || (search.accounts !== null && axis !== 'id')) continue;
    const range =
      axis === 'id' ? idRange(search.filter, sql`1`) : sql`select 1 from ${alongAxis(search, kinds, axis)}`;
    const [found] = await database().execute<{ count: number }>(sql`
      select count(*)::int as count from (${range} limit ${SEARCH_MAX + 1}) as candidates`);
    if ((found?.count ?? 0) <= SEARCH_MAX) return axis;
  }
  return null;
}

function isSameKind(left: Omit<KindCount, 'count' | 'amount'>, right: BoundedKind): boolean {
  return (
    left.currency === right.currency &&
    left.status === right.status &&
    left.method === right.method &&
    left.isAutomatic === right.isAutomatic
  );
}

/** The payouts of some kinds between the bounds of one axis: what one range of one index per kind gives. */
function alongAxis(search: PayoutSearch, kinds: readonly BoundedKind[], axis: Axis): SQL {
  const { accounts, filter } = search;
  const relation = kindsRelation(kinds, accounts);
  const bounds = withinBounds(filter, axis);
  if (axis === 'id') {
    // One range of ids holds all kinds, so it is read once and its rows are compared with them.
    return sql`(select ${CANDIDATE_COLUMNS}, low, high from (${idRange(filter, sql`*`)} offset 0) as payouts
      cross join ${relation} where ${isOfKind(accounts)}) as payout`;
  }
  return sql`${relation} cross join lateral (
    select ${CANDIDATE_COLUMNS} from payouts where ${isOfKind(accounts)} and ${bounds} offset 0) as payout`;
}

/** Ids with one beginning, of whatever kind. The order leaves no other way than their index, however many there are. */
function idRange(filter: PayoutFilter, columns: SQL): SQL {
  return sql`select ${columns} from payouts where ${withinBounds(filter, 'id')} order by payout_id using ~<~`;
}

const CANDIDATE_COLUMNS = sql.raw(
  'payout_id, occurred_at, amount, arrives_on, payouts.currency, payouts.status, payouts.method, payouts.is_automatic',
);

/** The candidates of one axis that lie within all the other bounds. */
function candidates(search: PayoutSearch, kinds: readonly BoundedKind[], axis: Axis): SQL {
  const rest = boundedAxes(search.filter).filter((bounded) => bounded !== axis);
  return sql`(select payout.* from ${alongAxis(search, kinds, axis)}
    where ${joined(rest.map((bounded) => withinBounds(search.filter, bounded)))} offset 0) as candidate`;
}

/**
 * Exact counts and sums per kind of what matches; null when that takes more than looking at ten thousand.
 * @param every counts also the kinds that were not chosen
 */
export async function countMatches(search: PayoutSearch, every: boolean): Promise<KindCount[] | null> {
  const isCounted = boundedAxes(search.filter).every((axis) => axis === 'created');
  if (isCounted) return search.kinds.filter((kind) => every || isChosen(search.filter, kind));
  const kinds = searchedKinds(search, every);
  if (kinds.length === 0) return [];
  const axis = await narrowestAxis(search, kinds);
  if (axis === null) return null;
  const rows = await database().execute<FoundKind>(sql`
    select currency, status, method, is_automatic, count(*)::text as count, sum(amount)::text as amount
    from ${candidates(search, kinds, axis)} group by 1, 2, 3, 4 order by 1, 2, 3, 4`);
  return rows.map(kindCount);
}

/**
 * The ids and sort keys of matching payouts in order, as a relation `hit (payout_id, sort_value, sort_key)`.
 * @param limit rows, or null for all of them
 * @returns null when no index leads to them in time; the caller says so in words
 */
export async function findHits(
  search: PayoutSearch,
  sort: PayoutSort,
  cursor: Cursor | null,
  limit: number | null,
): Promise<{ hits: SQL; orderBy: SQL } | null> {
  const { axis, direction } = ORDERS[sort];
  const { column, cast, key } = AXIS_COLUMNS[axis];
  const page = keyset(
    direction,
    [
      { column: sql.raw(column), cast },
      { column: sql.raw('payout_id'), cast: 'text' },
    ],
    cursor,
  );
  const outer = keyset(
    direction,
    [
      { column: sql.raw('sort_value'), cast },
      { column: sql.raw('payout_id'), cast: 'text' },
    ],
    cursor,
  );
  const orderBy = sql.join(outer.orderBy, sql`, `);
  const inner = sql.join(page.orderBy, sql`, `);
  const hit = sql.raw(`payout_id, ${column} as sort_value, ${key} as sort_key`);
  const rows = limit === null ? sql.empty() : sql`limit ${limit}`;
  const after = page.where ?? sql`true`;
  if (isUnfiltered(search) && axis === 'created') {
    return { hits: sql`(select ${hit} from payouts where ${after} order by ${inner} ${rows})`, orderBy };
  }
  const kinds = searchedKinds(search);
  if (isWalk(search, axis)) {
    return {
      hits: sql`(select payout_id, sort_value, sort_key from ${kindsRelation(kinds, search.accounts)} cross join lateral (
          select ${hit} from payouts
          where ${isOfKind(search.accounts)} and ${withinBounds(search.filter, axis)} and ${after}
          order by ${inner} ${rows}
        ) as payout order by ${orderBy} ${rows})`,
      orderBy,
    };
  }
  const narrow = await narrowestAxis(search, kinds);
  if (narrow === null) return null;
  return {
    hits: sql`(select ${hit} from ${candidates(search, kinds, narrow)} where ${after} order by ${inner} ${rows})`,
    orderBy,
  };
}

function isUnfiltered({ filter }: PayoutSearch): boolean {
  return Object.values(filter).every((value) => value === undefined);
}
