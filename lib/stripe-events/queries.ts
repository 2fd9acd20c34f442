import { and, eq, gte, inArray, lte } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import type { CappedCount, Page, PageRequest } from '../paging.ts';
import { countNewer, readHits, type Hit } from '../tables/indexed-search.ts';
import { countSearch } from '../tables/indexed-counts.ts';
import { facetOf } from '../tables/kinds.ts';
import { NEWER_MAX } from '../tables/newer-max.ts';
import { EVENT_INDEXES, chosenOf, planEventSearch } from './event-search.ts';
import {
  ARRIVALS,
  STRIPE_EVENT_STATES,
  type StripeEventFilter,
  type StripeEventList,
  type StripeEventRow,
  type StripeEventSort,
} from './types.ts';

export const rowColumns = {
  stripeEventId: stripeEvents.stripeEventId,
  type: stripeEvents.type,
  connectedAccountId: stripeEvents.connectedAccountId,
  connectedAccountName: connectedAccounts.displayName,
  objectId: stripeEvents.objectId,
  state: stripeEvents.state,
  arrivedBy: stripeEvents.arrivedBy,
  occurredAt: stripeEvents.occurredAt,
  receivedAt: stripeEvents.receivedAt,
  processedAt: stripeEvents.processedAt,
  firstProcessedAt: stripeEvents.firstProcessedAt,
  attempts: stripeEvents.attempts,
};

/**
 * One page of the inbox by Stripe's time.
 * @throws DomainError `forbidden`; `precondition_failed` when too many events would have to be looked at, with what to add
 */
export async function listStripeEvents(
  ctx: Context,
  filter: StripeEventFilter,
  request: PageRequest,
  sort: StripeEventSort = 'newest',
): Promise<Page<StripeEventRow>> {
  authorize(ctx, 'events.read');
  const hits = await readHits(await planEventSearch(filter), sort, request);
  return { ...hits, rows: await eventsOf(hits.rows) };
}

/** One page with the counts of every facet and of all that match. @throws DomainError as `listStripeEvents` */
export async function readStripeEventList(
  ctx: Context,
  filter: StripeEventFilter,
  sort: StripeEventSort,
  request: PageRequest,
): Promise<StripeEventList> {
  authorize(ctx, 'events.read');
  const search = await planEventSearch(filter);
  const [hits, { every, total }] = await Promise.all([readHits(search, sort, request), countSearch(search)]);
  const facet = (column: string, always?: readonly string[]) =>
    facetOf(EVENT_INDEXES, chosenOf(filter), every, column, always);
  return {
    page: { ...hits, rows: await eventsOf(hits.rows) },
    facets: {
      type: facet('type'),
      state: facet('state', STRIPE_EVENT_STATES),
      arrivedBy: facet('arrived_by', ARRIVALS),
    },
    count: total,
  };
}

/** Number of matching events; null where counting would take too long. @throws DomainError as `listStripeEvents` */
export async function countStripeEvents(
  ctx: Context,
  filter: StripeEventFilter,
): Promise<CappedCount | null> {
  authorize(ctx, 'events.read');
  return (await countSearch(await planEventSearch(filter))).total;
}

/** How many events were created at Stripe after one and match, to a hundred. @throws DomainError as `listStripeEvents` */
export async function countNewerStripeEvents(
  ctx: Context,
  filter: StripeEventFilter,
  newest: Hit,
): Promise<number> {
  authorize(ctx, 'events.read');
  return countNewer(await planEventSearch(filter), newest, NEWER_MAX);
}

/** Some events as they are now, in no order; unknown ids are left out. @throws DomainError `forbidden` */
export async function readStripeEvents(ctx: Context, ids: readonly string[]): Promise<StripeEventRow[]> {
  authorize(ctx, 'events.read');
  return readRows(ids);
}

/** The rows of some hits in their order; their times let the database open only their partitions. */
export async function eventsOf(hits: readonly Hit[]): Promise<StripeEventRow[]> {
  const times = hits.map(({ key }) => Date.parse(key));
  const rows = await readRows(
    hits.map(({ id }) => id),
    { from: new Date(Math.min(...times)), to: new Date(Math.max(...times) + 1) },
  );
  const byId = new Map(rows.map((row) => [row.stripeEventId, row]));
  return hits.flatMap(({ id }) => byId.get(id) ?? []);
}

async function readRows(ids: readonly string[], times?: { from: Date; to: Date }): Promise<StripeEventRow[]> {
  if (ids.length === 0) return [];
  return database()
    .select(rowColumns)
    .from(stripeEvents)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, stripeEvents.connectedAccountId))
    .where(
      and(
        inArray(stripeEvents.stripeEventId, [...ids]),
        times === undefined ? undefined : gte(stripeEvents.occurredAt, times.from),
        times === undefined ? undefined : lte(stripeEvents.occurredAt, times.to),
      ),
    )
    .limit(ids.length);
}
