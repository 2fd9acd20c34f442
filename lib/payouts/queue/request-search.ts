import { sql, type SQL } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { keyset, type Cursor } from '../../paging.ts';
import { accountsOf } from '../../tables/named-accounts.ts';
import { openHoldsOn, points } from './request-priority.ts';
import { REQUEST_STATES, type PayoutRequestFilter, type PayoutRequestSort } from './request-types.ts';

/** More candidates than this are not looked at one by one: it would take longer than a person waits. */
export const SEARCH_MAX = 10_000;

/** The choices of a list, each a column of the relation `candidate`. */
export const CHOICES = ['state', 'currency', 'origin', 'route', 'method', 'hold'] as const;
type Choice = (typeof CHOICES)[number];

/** A filter with everything that had to be looked up to plan its queries. */
export type RequestSearch = {
  readonly filter: PayoutRequestFilter;
  /** Null for all connected accounts. */
  readonly accounts: readonly string[] | null;
  /** Operator id of whoever reads the list; null for a job. */
  readonly reader: string | null;
};

/** @throws DomainError `precondition_failed` when a name fits too many connected accounts */
export async function planRequestSearch(
  { actor }: Context,
  filter: PayoutRequestFilter,
): Promise<RequestSearch> {
  const reader = actor.kind === 'operator' ? actor.operatorId : null;
  return { filter, reader, accounts: await accountsOf(filter) };
}

export const chosenStates = ({ filter: { state } }: RequestSearch): readonly string[] =>
  state === undefined ? REQUEST_STATES : [state];

/**
 * Requests in some states, or of some connected accounts, within the range of time: one range of one index for each,
 * in the list's order. @param limit of each range @param after further conditions on a range's rows
 */
export function candidates(
  { filter, accounts }: RequestSearch,
  states: readonly string[],
  { limit, after = sql`true`, order = sql`desc` }: { limit: number; after?: SQL; order?: SQL },
): SQL {
  const { payoutRequestId, askedFrom, askedBefore } = filter;
  const range = sql`${askedFrom === undefined ? sql`true` : sql`request.requested_at >= ${askedFrom}::timestamptz`}
    and ${askedBefore === undefined ? sql`true` : sql`request.requested_at < ${askedBefore}::timestamptz`} and ${after}`;
  const rest = sql`order by request.requested_at ${order}, request.payout_request_id ${order} limit ${limit}`;
  const isOfStates = sql`request.state = any(${sql.param([...states])}::text[])`;
  if (payoutRequestId !== undefined)
    return sql`(select request.* from payout_requests as request
      where request.payout_request_id = ${payoutRequestId} and ${isOfStates} and ${range})`;
  if (accounts !== null)
    return sql`(select found.* from unnest(${sql.param([...accounts])}::text[]) as wanted (id) cross join lateral (
      select request.* from payout_requests as request
      where request.connected_account_id = wanted.id and ${isOfStates} and ${range} ${rest}) as found)`;
  return sql`(select found.* from unnest(${sql.param([...states])}::text[]) as wanted (state) cross join lateral (
    select request.* from payout_requests as request
    where request.state = wanted.state and ${range} ${rest}) as found)`;
}

/** What only a request itself can say, on the columns of `candidate`. @param except choices that do not count */
export function matches({ filter, accounts, reader }: RequestSearch, except: readonly Choice[] = []): SQL {
  const parts: SQL[] = [];
  for (const choice of CHOICES) {
    const value = filter[choice];
    if (value === undefined || except.includes(choice)) continue;
    parts.push(choice === 'hold' ? sql`${HOLD} = ${value}` : sql`candidate.${sql.raw(choice)} = ${value}`);
  }
  const { amountFrom, amountTo, payoutRequestId, for: whose } = filter;
  if (whose !== undefined) parts.push(isNoHandOf(reader));
  if (amountFrom !== undefined) parts.push(sql`candidate.amount >= ${amountFrom}::bigint`);
  if (amountTo !== undefined) parts.push(sql`candidate.amount <= ${amountTo}::bigint`);
  if (payoutRequestId !== undefined && accounts !== null)
    parts.push(sql`candidate.connected_account_id = any(${sql.param([...accounts])}::text[])`);
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}

/** Neither the reader's own wish nor approved by them, also not by the hand of somebody who counts as one with them. */
function isNoHandOf(reader: string | null): SQL {
  const hands = sql`array(select same_hands_of(${reader}))`;
  return sql`coalesce(candidate.requested_by_operator_id <> all(${hands}), true)
    and coalesce(candidate.reopened_by_operator_id <> all(${hands}), true) and not exists (
      select from payout_approvals as own where own.payout_request_id = candidate.payout_request_id
        and own.operator_id = any(${hands}) and own.decision = 'approve' and own.state = 'given')
    and not (candidate.origin = 'owner' and exists (
      select from request_makers(candidate.payout_request_id) as maker where maker.operator_id = any(${hands})))`;
}

/** Whether something keeps a candidate from leaving, as the choice says it. */
export const HOLD = sql`case when exists (${openHoldsOn('candidate')}) then 'open' else 'none' end`;

/** Whether the ranges of the candidates hold everything that was asked. */
export function isWalk({ filter, accounts }: RequestSearch): boolean {
  const { currency, origin, route, method, hold, amountFrom, amountTo, for: whose, state } = filter;
  return (
    [currency, origin, route, method, hold, amountFrom, amountTo, whose].every((one) => one === undefined) &&
    (accounts === null || state === undefined)
  );
}

/** Whether few enough requests are in these states to look at each. */
export async function isNarrow(search: RequestSearch, states: readonly string[]): Promise<boolean> {
  const [found] = await database().execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from ${candidates(search, states, { limit: SEARCH_MAX + 1 })} as candidate limit ${SEARCH_MAX + 1}) as looked_at`);
  return (found?.count ?? 0) <= SEARCH_MAX;
}

/**
 * By what an order goes: a column of `candidate` or of its points, ties by id.
 * @returns `after`, where a cursor leads, on the columns of any relation of requests
 */
export function placeIn(sort: PayoutRequestSort, cursor: Cursor | null) {
  const isAscending = sort === 'oldest' || sort === 'smallest';
  const isTime = sort === 'newest' || sort === 'oldest';
  const columnOf = (alias: string): SQL => {
    if (sort === 'priority') return sql.raw(`${alias}.points`);
    return sql.raw(`${alias}.${isTime ? 'requested_at' : 'amount'}`);
  };
  const placeOn = (alias: string) =>
    keyset(
      isAscending ? 'ascending' : 'descending',
      [
        { column: columnOf(alias), cast: isTime ? 'timestamptz' : 'bigint' },
        { column: sql.raw(`${alias}.payout_request_id`), cast: 'text' },
      ],
      cursor,
    );
  const isReversed = cursor?.direction === 'previous';
  return {
    /** Candidates with what the order needs, worked out once for each. */
    placed: (relation: SQL): SQL =>
      sort === 'priority'
        ? sql`(select listed.*, ${points('listed')} as points from ${relation} as listed offset 0)`
        : relation,
    after: (alias: string): SQL => placeOn(alias).where ?? sql`true`,
    orderBy: sql.join(placeOn('candidate').orderBy, sql`, `),
    key: isTime
      ? sql`to_char(candidate.requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
      : sql`(${columnOf('candidate')})::text`,
    direction: isAscending === isReversed ? sql`desc` : sql`asc`,
  };
}
