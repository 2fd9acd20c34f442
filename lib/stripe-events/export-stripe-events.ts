import { z } from 'zod';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../tables/csv-pieces.ts';
import { countHits, hitBatches } from '../tables/hit-batches.ts';
import { defineListExport } from '../tables/list-export-definition.ts';
import { zonedIso } from '../tables/zoned-iso.ts';
import { planEventSearch } from './event-search.ts';
import { EVENT_TABLE } from './event-table.ts';
import { eventsOf } from './queries.ts';
import { STRIPE_EVENT_ORDERS, type StripeEventColumn, type StripeEventRow } from './types.ts';

const text = z.string().max(400).optional();

/** A view of the list of events as a file shows it. Days are resolved already; `query` is what the person typed. */
const stripeEventExport = z.object({
  filter: z.object({
    type: text,
    state: text,
    arrivedBy: text,
    connectedAccountId: text,
    id: text,
    createdFrom: text,
    createdBefore: text,
    words: z.array(z.string().max(400)).max(50).optional(),
  }),
  sort: z.enum(STRIPE_EVENT_ORDERS),
  columns: z.array(z.enum(EVENT_TABLE.columns.map(({ id }) => id))).min(1),
  query: z.string().max(2_000),
  zone: z.string().max(100),
  madeBy: z.string().max(200),
});

type StripeEventExport = z.output<typeof stripeEventExport>;

/** The view as CSV, in pieces of up to a thousand rows. @throws DomainError as `listStripeEvents` */
export async function* exportStripeEvents(
  ctx: Context,
  view: StripeEventExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'events.read');
  const heading = {
    title: `events, ${view.sort} first`,
    filter: view.query === '' ? 'all events' : view.query,
    zone: view.zone,
    readAt: ctx.now,
    madeBy: view.madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), batches(view));
}

export const STRIPE_EVENT_EXPORT = defineListExport({
  permission: 'events.read',
  title: 'events',
  view: stripeEventExport,
  pieces: exportStripeEvents,
  count: async (_ctx, { filter }) => countHits(await planEventSearch(filter)),
});

async function* batches({
  filter,
  sort,
}: StripeEventExport): AsyncGenerator<readonly StripeEventRow[], void, undefined> {
  for await (const hits of hitBatches(await planEventSearch(filter), sort)) yield eventsOf(hits);
}

function fieldsOf(view: StripeEventExport): CsvField<StripeEventRow>[] {
  const local = zonedIso(view.zone);
  const fields: Readonly<Record<StripeEventColumn, readonly CsvField<StripeEventRow>[]>> = {
    type: [{ name: 'type', read: (row) => row.type }],
    state: [{ name: 'state', read: (row) => row.state }],
    account: [
      { name: 'connected_account', read: (row) => row.connectedAccountId },
      { name: 'connected_account_name', read: (row) => row.connectedAccountName ?? '' },
    ],
    object: [{ name: 'object', read: (row) => row.objectId ?? '' }],
    created: [{ name: 'created', read: (row) => local(row.occurredAt) }],
    arrival: [{ name: 'arrived_by', read: (row) => row.arrivedBy }],
    received: [{ name: 'arrived', read: (row) => local(row.receivedAt) }],
    processed: [
      { name: 'processed', read: (row) => (row.processedAt === null ? '' : local(row.processedAt)) },
    ],
    attempts: [{ name: 'attempts', read: (row) => String(row.attempts) }],
    event: [{ name: 'event', read: (row) => row.stripeEventId }],
  };
  return view.columns.flatMap((column) => fields[column]);
}
