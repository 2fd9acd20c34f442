import { and, eq, inArray, sql } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { keyset, pageOf, type CappedCount, type Cursor, type Page, type PageRequest } from '../paging.ts';
import { NEWER_MAX } from '../tables/newer-max.ts';
import {
  assertFewNamed,
  countKinds,
  hasChosen,
  inRange,
  isChosen,
  requirementStateShown,
  type Kind,
  type KindCount,
} from './account-search.ts';
import { firstStepInWords } from './requirements-in-words.ts';
import {
  LIFECYCLES,
  LOCK_STRENGTHS,
  REQUIREMENT_STATES,
  type ConnectedAccountFacets,
  type ConnectedAccountFilter,
  type ConnectedAccountList,
  type ConnectedAccountRow,
  type ConnectedAccountSort,
} from './types.ts';

export const connectedAccountColumns = {
  connectedAccountId: connectedAccounts.connectedAccountId,
  displayName: connectedAccounts.displayName,
  nameOrder: connectedAccounts.nameOrder,
  country: connectedAccounts.country,
  defaultCurrency: connectedAccounts.defaultCurrency,
  lockStrength: connectedAccounts.lockStrength,
  chargesEnabled: connectedAccounts.chargesEnabled,
  payoutsEnabled: connectedAccounts.payoutsEnabled,
  requirementState: requirementStateShown,
  lifecycle: connectedAccounts.lifecycle,
  restrictsAt: connectedAccounts.restrictsAt,
  nextStep: sql`jsonb_build_object('requirements', ${connectedAccounts.requirements},
    'futureRequirements', ${connectedAccounts.futureRequirements})`.mapWith(firstStepInWords),
  information: sql<ConnectedAccountRow['information']>`(
    select case when bool_or(asked.state = 'sent' and asked.due_at < now()) then 'overdue'
      when bool_or(asked.state = 'answered') then 'answered' when bool_or(asked.state = 'sent') then 'sent' end
    from information_requests as asked
    where asked.connected_account_id = ${connectedAccounts.connectedAccountId} and asked.state <> 'closed')`,
  requirementsDue:
    sql`jsonb_array_length(case jsonb_typeof(${connectedAccounts.requirements}->'currently_due')
    when 'array' then ${connectedAccounts.requirements}->'currently_due' else '[]'::jsonb end)`.mapWith(
      Number,
    ),
  currentDeadline: connectedAccounts.currentDeadline,
  disabledReason: connectedAccounts.disabledReason,
  payoutInterval: connectedAccounts.payoutInterval,
  createdAtStripe: connectedAccounts.createdAtStripe,
  deauthorizedAt: connectedAccounts.deauthorizedAt,
  readAt: connectedAccounts.readAt,
};

/** One page of connected accounts. @throws DomainError `forbidden`; `precondition_failed` for words of too many names */
export async function listConnectedAccounts(
  ctx: Context,
  filter: ConnectedAccountFilter,
  sort: ConnectedAccountSort,
  request: PageRequest,
): Promise<Page<ConnectedAccountRow>> {
  authorize(ctx, 'connected_accounts.read');
  await assertFewNamed(filter);
  return readPage(filter, sort, request);
}

/** One page with the counts of every facet and of all that match. @throws DomainError as `listConnectedAccounts` */
export async function readConnectedAccountList(
  ctx: Context,
  filter: ConnectedAccountFilter,
  sort: ConnectedAccountSort,
  request: PageRequest,
): Promise<ConnectedAccountList> {
  authorize(ctx, 'connected_accounts.read');
  await assertFewNamed(filter);
  const [page, kinds] = await Promise.all([readPage(filter, sort, request), countKinds(filter)]);
  return { page, facets: facetsOf(filter, kinds), count: sumOf(kinds, (kind) => isChosen(filter, kind)) };
}

/** Number of matching accounts. @throws DomainError as `listConnectedAccounts` */
export async function countConnectedAccounts(
  ctx: Context,
  filter: ConnectedAccountFilter,
): Promise<CappedCount> {
  authorize(ctx, 'connected_accounts.read');
  await assertFewNamed(filter);
  return sumOf(await countKinds(filter), (kind) => isChosen(filter, kind));
}

/**
 * How many connected accounts were created after one and match, to a hundred.
 * @param newest the newest one that its reader has seen
 * @throws DomainError as `listConnectedAccounts`
 */
export async function countNewerConnectedAccounts(
  ctx: Context,
  filter: ConnectedAccountFilter,
  newest: { key: string; id: string },
): Promise<number> {
  authorize(ctx, 'connected_accounts.read');
  await assertFewNamed(filter);
  const cursor = { direction: 'previous', key: [newest.key, newest.id] } as const;
  return (await hitsOf(filter, 'newest', cursor, NEWER_MAX).hits).length;
}

/** Some connected accounts as they are now, in no order; unknown ids are left out. @throws DomainError `forbidden` */
export async function readConnectedAccounts(
  ctx: Context,
  ids: readonly string[],
): Promise<ConnectedAccountRow[]> {
  authorize(ctx, 'connected_accounts.read');
  if (ids.length === 0) return [];
  return database()
    .select(connectedAccountColumns)
    .from(connectedAccounts)
    .where(inArray(connectedAccounts.connectedAccountId, [...ids]))
    .limit(ids.length);
}

async function readPage(
  filter: ConnectedAccountFilter,
  sort: ConnectedAccountSort,
  request: PageRequest,
): Promise<Page<ConnectedAccountRow>> {
  const { hits, orderBy } = hitsOf(filter, sort, request.cursor, request.size + 1);
  const found = hits.as('hit');
  const rows = await database()
    .select(connectedAccountColumns)
    .from(found)
    .innerJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, found.hitId))
    .orderBy(...orderBy);
  return pageOf(request, rows, (row) => connectedAccountKey(sort, row));
}

/** The narrow index finds the ids of a page; only those rows are read whole. */
function hitsOf(
  filter: ConnectedAccountFilter,
  sort: ConnectedAccountSort,
  cursor: Cursor | null,
  limit: number,
) {
  const { direction, column } = ORDERS[sort];
  const { where, orderBy } = keyset(
    direction,
    [column, { column: connectedAccounts.connectedAccountId, cast: 'text' }],
    cursor,
  );
  const hits = database()
    .select({ hitId: sql<string>`${connectedAccounts.connectedAccountId}`.as('hit_id') })
    .from(connectedAccounts)
    .where(and(inRange(filter), hasChosen(filter), where))
    .orderBy(...orderBy)
    .limit(limit);
  return { hits, orderBy };
}

const CREATED = { column: connectedAccounts.createdAtStripe, cast: 'timestamptz' } as const;

/** In bytes, as its index is: other collations change with the machine. */
const NAME = { column: sql`${connectedAccounts.nameOrder} collate "C"`, cast: 'text' } as const;

/** Never is the last of all. */
const DEADLINE = { column: connectedAccounts.restrictsAt, cast: 'timestamptz' } as const;

const ORDERS = {
  newest: { direction: 'descending', column: CREATED },
  oldest: { direction: 'ascending', column: CREATED },
  'a-z': { direction: 'ascending', column: NAME },
  'z-a': { direction: 'descending', column: NAME },
  soonest: { direction: 'ascending', column: DEADLINE },
  latest: { direction: 'descending', column: DEADLINE },
} as const;

/** Where a row stands in an order: what a cursor carries. */
export function connectedAccountKey(sort: ConnectedAccountSort, row: ConnectedAccountRow): [string, string] {
  const { column } = ORDERS[sort];
  if (column === NAME) return [row.nameOrder, row.connectedAccountId];
  const at = column === DEADLINE ? row.restrictsAt : row.createdAtStripe;
  return [at.toISOString(), row.connectedAccountId];
}

function facetsOf(filter: ConnectedAccountFilter, kinds: readonly KindCount[]): ConnectedAccountFacets {
  const facet = (field: keyof Kind, values: readonly string[]) =>
    values.map((value) => ({
      value,
      count: sumOf(kinds, (kind) => String(kind[field]) === value && isChosen(filter, kind, field)),
    }));
  const occurring = (field: 'country' | 'currency'): string[] =>
    [...new Set(kinds.flatMap((kind) => kind[field] ?? []))].sort();
  return {
    lockStrength: facet('lockStrength', LOCK_STRENGTHS),
    lifecycle: facet('lifecycle', LIFECYCLES),
    requirementState: facet('requirementState', REQUIREMENT_STATES),
    payoutsEnabled: facet('payoutsEnabled', ['true', 'false']),
    country: facet('country', occurring('country')),
    currency: facet('currency', occurring('currency')),
  };
}

function sumOf(kinds: readonly KindCount[], isCounted: (kind: KindCount) => boolean): CappedCount {
  return {
    count: kinds.filter(isCounted).reduce((sum, { count }) => sum + count, 0),
    isCapped: false,
  };
}
