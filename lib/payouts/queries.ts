import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { currency } from '../money/currency.ts';
import { money, sumByCurrency } from '../money/money.ts';
import { cappedCount, COUNT_MAX, pageOf, type CappedCount, type Page, type PageRequest } from '../paging.ts';
import { NEWER_MAX } from '../tables/newer-max.ts';
import { isChosen, type Kind, type KindCount } from './payout-kinds.ts';
import { boundedAxes, ORDERS, SEARCH_MAX } from './payout-route.ts';
import { payoutRow, payoutRowsSql, type FoundPayout } from './payout-rows.ts';
import { countMatches, findHits, planPayoutSearch, type PayoutSearch } from './payout-search.ts';
import {
  PAYOUT_METHODS,
  PAYOUT_STATUSES,
  type FacetValue,
  type PayoutFacets,
  type PayoutFilter,
  type PayoutList,
  type PayoutRow,
  type PayoutSort,
  type PayoutTotals,
} from './types.ts';

/** Shorter beginnings match everything and say nothing. `po_` and one character. */
const ID_PREFIX_LENGTH_MIN = 4;

/**
 * One page of payouts.
 * @throws DomainError `forbidden`; `invalid_input` for a filter or an order that makes no sense; `precondition_failed`
 * when too many payouts would have to be looked at, with what to add
 */
export async function listPayouts(
  ctx: Context,
  filter: PayoutFilter,
  sort: PayoutSort,
  request: PageRequest,
): Promise<Page<PayoutRow>> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, sort);
  return readPage(await planPayoutSearch(filter), sort, request);
}

/** One page with the counts of every facet and the totals of all that match. @throws DomainError as `listPayouts` */
export async function readPayoutList(
  ctx: Context,
  filter: PayoutFilter,
  sort: PayoutSort,
  request: PageRequest,
): Promise<PayoutList> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, sort);
  const search = await planPayoutSearch(filter);
  const [page, counts] = await Promise.all([readPage(search, sort, request), readCounts(search)]);
  return { page, ...counts };
}

/** How many payouts each further choice would leave. @throws DomainError `forbidden` */
export async function countPayoutFacets(ctx: Context, filter: PayoutFilter): Promise<PayoutFacets> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, 'newest');
  return (await readCounts(await planPayoutSearch(filter))).facets;
}

/** Number and sums of all matching payouts. @throws DomainError `forbidden` */
export async function totalPayouts(ctx: Context, filter: PayoutFilter): Promise<PayoutTotals> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, 'newest');
  return (await readCounts(await planPayoutSearch(filter))).totals;
}

/**
 * How many payouts were created after one and match, to a hundred.
 * @param newest the newest payout that its reader has seen
 */
export async function countNewerPayouts(
  ctx: Context,
  filter: PayoutFilter,
  newest: { sortKey: string; payoutId: string },
): Promise<number> {
  authorize(ctx, 'payouts.read');
  assertSensible(filter, 'newest');
  const cursor = { direction: 'previous', key: [newest.sortKey, newest.payoutId] } as const;
  const found = await findHits(await planPayoutSearch(filter), 'newest', cursor, NEWER_MAX);
  if (found === null) return 0;
  return (await database().execute(found.hits)).length;
}

/** Some payouts as they are now, in no order; unknown ids are left out. @throws DomainError `forbidden` */
export async function readPayouts(ctx: Context, ids: readonly string[]): Promise<PayoutRow[]> {
  authorize(ctx, 'payouts.read');
  if (ids.length === 0) return [];
  const hits = sql`(select payout_id, payout_id as sort_value, payout_id as sort_key from payouts
    where payout_id = any(${sql.param([...ids])}::text[]))`;
  return (await database().execute<FoundPayout>(payoutRowsSql(hits, sql`hit.hit_id`))).map(payoutRow);
}

async function readPage(
  search: PayoutSearch,
  sort: PayoutSort,
  request: PageRequest,
): Promise<Page<PayoutRow>> {
  const found = await findHits(search, sort, request.cursor, request.size + 1);
  if (found === null) throw new DomainError('precondition_failed', tooMany(search, sort));
  const rows = await database().execute<FoundPayout>(payoutRowsSql(found.hits, found.orderBy));
  const page = pageOf(request, [...rows], (row) => [row.sort_key, row.payout_id]);
  return { ...page, rows: page.rows.map(payoutRow) };
}

async function readCounts(search: PayoutSearch): Promise<{ facets: PayoutFacets; totals: PayoutTotals }> {
  const every = await countMatches(search, true);
  if (every !== null) {
    return {
      facets: facetsOf(search, every),
      totals: totalsOf(every.filter((kind) => isChosen(search.filter, kind))),
    };
  }
  const chosen = await countMatches(search, false);
  const totals = chosen === null ? { count: cappedCount(COUNT_MAX + 1), sums: null } : totalsOf(chosen);
  return { facets: facetsOf(search, null), totals };
}

function totalsOf(kinds: readonly KindCount[]): PayoutTotals {
  return {
    count: exactly(kinds.reduce((sum, { count }) => sum + count, 0)),
    sums: sumByCurrency(kinds.map((kind) => money(kind.amount, currency(kind.currency)))),
  };
}

/** @param counts of every kind that matches apart from the chosen values; null: not counted */
function facetsOf({ filter, kinds }: PayoutSearch, counts: readonly KindCount[] | null): PayoutFacets {
  const facet = (field: keyof Kind, always: readonly string[]): FacetValue[] => {
    const known = new Set([...always, ...(counts ?? kinds).map((kind) => String(kind[field]))]);
    return [...known].map((value) => ({
      value,
      count:
        counts === null
          ? null
          : exactly(
              counts
                .filter((kind) => String(kind[field]) === value && isChosen(filter, kind, field))
                .reduce((sum, { count }) => sum + count, 0),
            ),
    }));
  };
  return {
    status: facet('status', PAYOUT_STATUSES),
    currency: facet('currency', []).sort((left, right) => (left.value < right.value ? -1 : 1)),
    method: facet('method', PAYOUT_METHODS),
    isAutomatic: facet('isAutomatic', ['true', 'false']),
  };
}

function exactly(count: number): CappedCount {
  return { count, isCapped: false };
}

function assertSensible(filter: PayoutFilter, sort: PayoutSort): void {
  const refuse = (message: string): never => {
    throw new DomainError('invalid_input', message);
  };
  if (ORDERS[sort].axis === 'amount' && filter.currency === undefined) {
    refuse('Choose one currency first: two currencies have no common order.');
  }
  if ((filter.amountFrom ?? filter.amountTo) !== undefined && filter.currency === undefined) {
    refuse('Add a currency, such as currency:eur: the same digits are another sum in each currency.');
  }
  for (const bound of [filter.createdFrom, filter.createdBefore]) {
    if (bound !== undefined && Number.isNaN(Date.parse(bound))) refuse(`Not a time: ${bound}`);
  }
  const prefix = filter.idPrefix;
  if (prefix !== undefined && (prefix.length < ID_PREFIX_LENGTH_MIN || !/^[A-Za-z0-9_]+$/.test(prefix))) {
    refuse('Type at least four characters of a payout id, such as po_1.');
  }
}

/** Why a list is refused, and what makes it one that an index leads to. */
function tooMany(search: PayoutSearch, sort: PayoutSort): string {
  const { filter, accounts } = search;
  const bounded = boundedAxes(filter);
  const ways: string[] = [];
  if (bounded.includes('id')) ways.push('type more of the id');
  if (bounded.length === 1 && bounded[0] === 'amount' && accounts === null) ways.push('order by amount');
  if (bounded.length === 1 && bounded[0] === 'arrives' && accounts === null) ways.push('order by arrival');
  if (bounded.length === 0 && ORDERS[sort].axis !== 'created') ways.push('show the newest first');
  ways.push(
    bounded.includes('created')
      ? 'choose fewer days in created:'
      : 'add days, such as created:2026-11-01..2026-11-07',
  );
  if (accounts === null) ways.push('add account:acct_…');
  return `More than ${SEARCH_MAX.toLocaleString('en-GB')} payouts would have to be looked at one by one. To see these, ${ways.join(', or ')}.`;
}
