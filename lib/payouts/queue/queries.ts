import { sql, type SQL } from 'drizzle-orm';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { DomainError } from '../../errors.ts';
import { pageOf, type CappedCount, type Cursor, type PageRequest } from '../../paging.ts';
import { NEWER_MAX } from '../../tables/newer-max.ts';
import { readMakerHands } from '../review/maker-hand.ts';
import { readRequestCounts } from './request-counts.ts';
import { requestRow, requestRowsSql, type FoundRequest } from './request-rows.ts';
import {
  candidates,
  chosenStates,
  isNarrow,
  isWalk,
  matches,
  placeIn,
  planRequestSearch,
  SEARCH_MAX,
  type RequestSearch,
} from './request-search.ts';
import type {
  PayoutRequestFilter,
  PayoutRequestList,
  PayoutRequestRow,
  PayoutRequestSort,
} from './request-types.ts';

/**
 * One page of payout requests with the counts of every facet and the totals of all that match.
 * @throws DomainError `forbidden`; `invalid_input` for a filter or an order that makes no sense; `precondition_failed`
 * when too many would have to be looked at, with what to add
 */
export async function readPayoutRequestList(
  ctx: Context,
  filter: PayoutRequestFilter,
  sort: PayoutRequestSort,
  request: PageRequest,
): Promise<PayoutRequestList> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, sort);
  const search = await planRequestSearch(ctx, filter);
  const [rows, counts] = await Promise.all([findRows(search, sort, request), readRequestCounts(search)]);
  const page = pageOf(request, rows, keyOf);
  return { page: { ...page, rows: await withHands(ctx, page.rows.map(requestRow)) }, ...counts };
}

/** One page without its counts, for whoever reads them all. @throws DomainError as `readPayoutRequestList` */
export async function listPayoutRequests(
  ctx: Context,
  filter: PayoutRequestFilter,
  sort: PayoutRequestSort,
  request: PageRequest,
): Promise<{ rows: readonly PayoutRequestRow[]; next: Cursor | null }> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, sort);
  const rows = await findRows(await planRequestSearch(ctx, filter), sort, request);
  const page = pageOf(request, rows, keyOf);
  const last = rows[request.size - 1];
  const next = page.nextCursor === null || last === undefined ? null : keyOf(last);
  return {
    rows: page.rows.map(requestRow),
    next: next === null ? null : { direction: 'next', key: next },
  };
}

/**
 * Ids of all that match, in the order of their priority: one statement, however many. @param max no more are read
 * @throws DomainError as `readPayoutRequestList`
 */
export async function listMatchingRequestIds(
  ctx: Context,
  filter: PayoutRequestFilter,
  max: number,
): Promise<string[]> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, 'priority');
  const search = await planRequestSearch(ctx, filter);
  const states = chosenStates(search);
  if (!(await isNarrow(search, states))) throw new DomainError('precondition_failed', TOO_MANY);
  const place = placeIn('priority', null);
  const rows = await database().execute<{ id: string }>(sql`
    select candidate.payout_request_id as id
    from ${place.placed(candidates(search, states, { limit: SEARCH_MAX }))} as candidate where ${matches(search)}
    order by ${place.orderBy} limit ${max}`);
  return rows.map(({ id }) => id);
}

/** How many match. @throws DomainError as `readPayoutRequestList` */
export async function countPayoutRequests(ctx: Context, filter: PayoutRequestFilter): Promise<CappedCount> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, 'newest');
  return (await readRequestCounts(await planRequestSearch(ctx, filter))).totals.count;
}

/**
 * How many came after one and match, to a hundred.
 * @param newest the newest request that its reader has seen; without an id, the instant of the reading
 */
export async function countNewerPayoutRequests(
  ctx: Context,
  filter: PayoutRequestFilter,
  newest: { key: string; id: string },
): Promise<number> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, 'newest');
  const search = await planRequestSearch(ctx, filter);
  // By the row's own instant where there is one: what a page carries has lost the microseconds, and the row would follow itself.
  const after = sql`(request.requested_at, request.payout_request_id) > (coalesce(
    (select seen.requested_at from payout_requests as seen where seen.payout_request_id = ${newest.id}),
    ${newest.key}::timestamptz), ${newest.id})`;
  const [found] = await database().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from ${candidates(search, chosenStates(search), { limit: NEWER_MAX, after })} as candidate
      where ${matches(search)} limit ${NEWER_MAX}) as newer`);
  return found?.count ?? 0;
}

/** Some requests as they are now, in no order; unknown ids are left out. @throws DomainError `forbidden` */
export async function readPayoutRequests(ctx: Context, ids: readonly string[]): Promise<PayoutRequestRow[]> {
  authorize(ctx, 'payouts.read');
  if (ids.length === 0) return [];
  const hits = sql`(select wanted.id as hit_id, wanted.id as sort_key, 1 as place
    from unnest(${sql.param([...ids])}::text[]) as wanted (id))`;
  return withHands(ctx, (await database().execute<FoundRequest>(requestRowsSql(hits))).map(requestRow));
}

/** Of those that wait for a decision: what its reader cannot approve, because it is their own hand's. */
async function withHands({ actor }: Context, rows: readonly PayoutRequestRow[]): Promise<PayoutRequestRow[]> {
  const ids = rows.flatMap(({ state, payoutRequestId }) => (state === 'in_review' ? [payoutRequestId] : []));
  const hands =
    actor.kind === 'operator'
      ? await readMakerHands(database(), actor.operatorId, ids)
      : new Map<string, string>();
  return rows.map((row) => ({ ...row, oneHand: hands.get(row.payoutRequestId) ?? null }));
}

type PlacedRequest = FoundRequest & { sort_key: string };

const keyOf = (row: PlacedRequest): [string, string] => [row.sort_key, row.payout_request_id];

/** At most one row more than a page. */
async function findRows(
  search: RequestSearch,
  sort: PayoutRequestSort,
  request: PageRequest,
): Promise<PlacedRequest[]> {
  const states = chosenStates(search);
  const place = placeIn(sort, request.cursor);
  const from = (relation: SQL): SQL => sql`(
    select candidate.payout_request_id as hit_id, ${place.key} as sort_key, row_number() over (order by ${place.orderBy}) as place
    from ${place.placed(relation)} as candidate where ${matches(search)} and ${place.after('candidate')}
    order by ${place.orderBy} limit ${request.size + 1})`;
  const read = async (relation: SQL): Promise<PlacedRequest[]> => [
    ...(await database().execute<PlacedRequest>(requestRowsSql(from(relation)))),
  ];
  if (await isNarrow(search, states)) return read(candidates(search, states, { limit: SEARCH_MAX }));
  if (sort !== 'newest' && sort !== 'oldest') throw new DomainError('precondition_failed', TOO_MANY);
  const walk = isWalk(search);
  const window = candidates(search, states, {
    limit: walk ? request.size + 1 : SEARCH_MAX,
    after: place.after('request'),
    order: place.direction,
  });
  const rows = await read(window);
  // A window that did not fill the page may have ended before what matches began.
  if (!walk && rows.length <= request.size) throw new DomainError('precondition_failed', TOO_MANY);
  return rows;
}

const TOO_MANY = `More than ${SEARCH_MAX.toLocaleString('en-GB')} payout requests would have to be looked at one by one. To see these, show the newest first, add days, such as asked:2026-11-01..2026-11-07, or add account:acct_…`;

function assertSensible(filter: PayoutRequestFilter, sort: PayoutRequestSort): void {
  const refuse = (message: string): never => {
    throw new DomainError('invalid_input', message);
  };
  if ((sort === 'largest' || sort === 'smallest') && filter.currency === undefined)
    refuse('Choose one currency first: two currencies have no common order.');
  if ((filter.amountFrom ?? filter.amountTo) !== undefined && filter.currency === undefined)
    refuse('Add a currency, such as currency:eur: the same digits are another sum in each currency.');
  for (const bound of [filter.askedFrom, filter.askedBefore])
    if (bound !== undefined && Number.isNaN(Date.parse(bound))) refuse(`Not a time: ${bound}`);
}
