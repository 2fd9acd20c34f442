import { and, desc, eq, gt, or, sql, type SQL } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { stripeEvents } from '#drizzle/schema/stripe-events.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import {
  COUNT_MAX,
  cappedCount,
  keyset,
  pageOf,
  type CappedCount,
  type Page,
  type PageRequest,
} from '../paging.ts';
import {
  ARRIVALS,
  STRIPE_EVENT_STATES,
  type StripeEventFacets,
  type StripeEventFilter,
  type StripeEventRow,
} from './types.ts';

/** Facets look at this many of the newest matching events, so that a count never reads the whole inbox. */
const SCANNED_MAX = 2 * COUNT_MAX;

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

const NEWEST_FIRST = [desc(stripeEvents.occurredAt), desc(stripeEvents.stripeEventId)];

/** One page of the inbox, newest first by Stripe's time. @throws DomainError `forbidden` */
export async function listStripeEvents(
  ctx: Context,
  filter: StripeEventFilter,
  request: PageRequest,
): Promise<Page<StripeEventRow>> {
  authorize(ctx, 'events.read');
  const { where, orderBy } = keyset(
    'descending',
    [
      { column: stripeEvents.occurredAt, cast: 'timestamptz' },
      { column: stripeEvents.stripeEventId, cast: 'text' },
    ],
    request.cursor,
  );
  const found = await database()
    .select(rowColumns)
    .from(stripeEvents)
    .leftJoin(connectedAccounts, eq(connectedAccounts.connectedAccountId, stripeEvents.connectedAccountId))
    .where(and(conditions(filter), where))
    .orderBy(...orderBy)
    .limit(request.size + 1);
  return pageOf(request, found, (row) => [row.occurredAt.toISOString(), row.stripeEventId]);
}

/** How many events each further choice would leave: counts ignore their own facet. @throws DomainError `forbidden` */
export async function countStripeEventFacets(
  ctx: Context,
  filter: StripeEventFilter,
): Promise<StripeEventFacets> {
  authorize(ctx, 'events.read');
  const withoutState = conditions({ ...filter, state: undefined });
  const withoutArrival = conditions({ ...filter, arrivedBy: undefined });
  const [states, arrivals, total, failed, received, ignored] = await Promise.all([
    countNewestBy(stripeEvents.state, STRIPE_EVENT_STATES, withoutState),
    countNewestBy(stripeEvents.arrivedBy, ARRIVALS, withoutArrival),
    countMatching(conditions(filter)),
    // Each has an index of its own, so these are counted, not sampled.
    countMatching(and(withoutState, eq(stripeEvents.state, 'failed'))),
    countMatching(and(withoutState, eq(stripeEvents.state, 'received'))),
    countMatching(and(withoutState, eq(stripeEvents.state, 'ignored'))),
  ]);
  return { total, states: { ...states, failed, received, ignored }, arrivals };
}

async function countNewestBy<Value extends string>(
  column: typeof stripeEvents.state | typeof stripeEvents.arrivedBy,
  values: readonly Value[],
  where: SQL | undefined,
): Promise<Record<Value, CappedCount>> {
  const newest = database()
    .select({ value: sql<string>`${column}`.as('value') })
    .from(stripeEvents)
    .where(where)
    .orderBy(...NEWEST_FIRST)
    .limit(SCANNED_MAX)
    .as('newest');
  const rows = await database()
    .select({ value: newest.value, count: sql`count(*)`.mapWith(Number) })
    .from(newest)
    .groupBy(newest.value);
  const isCut = rows.reduce((sum, row) => sum + row.count, 0) === SCANNED_MAX;
  const counted = values.map((value): [Value, CappedCount] => {
    const { count, isCapped } = cappedCount(rows.find((row) => row.value === value)?.count ?? 0);
    return [value, { count, isCapped: isCapped || isCut }];
  });
  return Object.fromEntries(counted) as Record<Value, CappedCount>; // one entry for each of `values`
}

async function countMatching(where: SQL | undefined): Promise<CappedCount> {
  const matching = database()
    .select({ one: sql`1`.as('one') })
    .from(stripeEvents)
    .where(where)
    .orderBy(...NEWEST_FIRST)
    .limit(COUNT_MAX + 1)
    .as('matching');
  const [row] = await database()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(matching);
  return cappedCount(row?.count ?? 0);
}

function conditions({ state, arrivedBy, type, connectedAccountId, id }: StripeEventFilter): SQL | undefined {
  return and(
    state === undefined ? undefined : eq(stripeEvents.state, state),
    arrivedBy === undefined ? undefined : eq(stripeEvents.arrivedBy, arrivedBy),
    type === undefined ? undefined : eq(stripeEvents.type, type),
    connectedAccountId === undefined ? undefined : eq(stripeEvents.connectedAccountId, connectedAccountId),
    id === undefined ? undefined : or(eq(stripeEvents.stripeEventId, id), eq(stripeEvents.objectId, id)),
  );
}

/** A pill that says more than this would say nothing. */
const NEW_EVENTS_COUNTED_MAX = 999;

/** How many events Stripe made after an instant. @throws DomainError `forbidden` */
export async function countStripeEventsAfter(ctx: Context, after: Date): Promise<CappedCount> {
  authorize(ctx, 'events.read');
  const newer = database()
    .select({ one: sql`1`.as('one') })
    .from(stripeEvents)
    .where(gt(stripeEvents.occurredAt, after))
    .orderBy(...NEWEST_FIRST)
    .limit(NEW_EVENTS_COUNTED_MAX + 1)
    .as('newer');
  const [row] = await database()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(newer);
  const found = row?.count ?? 0;
  return { count: Math.min(found, NEW_EVENTS_COUNTED_MAX), isCapped: found > NEW_EVENTS_COUNTED_MAX };
}
