import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { currency } from '../../money/currency.ts';
import { money, sumByCurrency } from '../../money/money.ts';
import { cappedCount, COUNT_MAX } from '../../paging.ts';
import { facetOf, isChosen, sumOf, type Chosen, type KindCount } from '../../tables/kinds.ts';
import type { FacetCount } from '../../tables/types.ts';
import {
  candidates,
  CHOICES,
  chosenStates,
  HOLD,
  isNarrow,
  isWalk,
  matches,
  SEARCH_MAX,
  type RequestSearch,
} from './request-search.ts';
import {
  REQUEST_ORIGINS,
  REQUEST_ROUTES,
  REQUEST_STATES,
  type PayoutRequestFacets,
  type PayoutRequestTotals,
} from './request-types.ts';

/** For the facets of lib/tables: which values a kind has, in this order. */
const KINDS = { kind: CHOICES };

type SummedKind = KindCount & { readonly amount: bigint };

/** The counts that facets and the foot of the list are made of. What would take too long to count has no number. */
export async function readRequestCounts(
  search: RequestSearch,
): Promise<{ facets: PayoutRequestFacets; totals: PayoutRequestTotals }> {
  const chosen: Chosen = Object.fromEntries(CHOICES.map((choice) => [choice, search.filter[choice]]));
  const isEvery = await isNarrow(search, REQUEST_STATES);
  const states = isEvery ? REQUEST_STATES : chosenStates(search);
  const kinds = isEvery || (await isNarrow(search, states)) ? await countKinds(search, states) : null;
  const facet = (column: (typeof CHOICES)[number], always: readonly string[]): FacetCount[] =>
    facetOf(KINDS, chosen, { kinds: kinds ?? [], isCounted: kinds !== null }, column, always);
  return {
    facets: {
      state: isEvery ? facet('state', REQUEST_STATES) : await countStates(search),
      currency: facet('currency', []),
      origin: facet('origin', REQUEST_ORIGINS),
      route: facet('route', REQUEST_ROUTES),
      method: facet('method', ['standard', 'instant']),
      hold: facet('hold', ['open', 'none']),
    },
    totals: kinds === null ? MANY : totalsOf(kinds.filter((kind) => isChosen(KINDS, chosen, kind))),
  };
}

const MANY: PayoutRequestTotals = { count: cappedCount(COUNT_MAX + 1), sums: null };

async function countKinds(search: RequestSearch, states: readonly string[]): Promise<SummedKind[]> {
  const columns = sql.join(
    CHOICES.map((choice) => (choice === 'hold' ? HOLD : sql`candidate.${sql.raw(choice)}`)),
    sql`, `,
  );
  const rows = await database().execute<{ kind_values: string[]; count: number; amount: string }>(sql`
    select kind_values, count(*)::int as count, sum(amount)::text as amount from (
      select array[${columns}] as kind_values, candidate.amount
      from ${candidates(search, states, { limit: SEARCH_MAX })} as candidate where ${matches(search, CHOICES)}) as counted
    group by kind_values`);
  return rows.map(({ kind_values: values, count, amount }) => ({ values, count, amount: BigInt(amount) }));
}

/** Where all states together are too many: each by its own range of the index, to the limit, unless more was asked. */
async function countStates(search: RequestSearch): Promise<FacetCount[]> {
  if (!isWalk(search) || search.accounts !== null)
    return REQUEST_STATES.map((value) => ({ value, count: null }));
  const { askedFrom, askedBefore } = search.filter;
  const rows = await database().execute<{ state: string; count: number }>(sql`
    select wanted.state, counted.count from unnest(${sql.param([...REQUEST_STATES])}::text[]) as wanted (state)
    cross join lateral (select count(*)::int as count from (
      select from payout_requests as request where request.state = wanted.state
        and ${askedFrom === undefined ? sql`true` : sql`request.requested_at >= ${askedFrom}::timestamptz`}
        and ${askedBefore === undefined ? sql`true` : sql`request.requested_at < ${askedBefore}::timestamptz`}
      limit ${COUNT_MAX + 1}) as found) as counted`);
  return REQUEST_STATES.map((value) => ({
    value,
    count: cappedCount(rows.find(({ state }) => state === value)?.count ?? 0),
  }));
}

function totalsOf(kinds: readonly SummedKind[]): PayoutRequestTotals {
  const at = CHOICES.indexOf('currency');
  return {
    count: sumOf(kinds),
    sums: sumByCurrency(kinds.map(({ values, amount }) => money(amount, currency(values[at] ?? '')))),
  };
}
