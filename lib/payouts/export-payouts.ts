import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database, databaseClient } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { toDecimalString } from '../money/format.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../tables/csv-pieces.ts';
import { defineListExport } from '../tables/list-export-definition.ts';
import { zonedIso } from '../tables/zoned-iso.ts';
import { payoutRow, payoutRowsSql, type FoundPayout } from './payout-rows.ts';
import { findHits, planPayoutSearch } from './payout-search.ts';
import { PAYOUT_TABLE } from './payout-table.ts';
import { PAYOUT_ORDERS, type PayoutColumn, type PayoutRow } from './types.ts';

/** Rows in memory at a time. */
const CURSOR_ROWS = 1_000;

const text = z.string().max(400).optional();

/** A view of the list of payouts as a file shows it. Days are resolved already; `query` is what the person typed. */
export const payoutExport = z.object({
  filter: z.object({
    status: text,
    currency: text,
    connectedAccountId: text,
    method: text,
    isAutomatic: z.boolean().optional(),
    createdFrom: text,
    createdBefore: text,
    arrivesFrom: text,
    arrivesTo: text,
    amountFrom: text,
    amountTo: text,
    idPrefix: text,
    typedAmount: text,
    words: z.array(z.string().max(400)).max(50).optional(),
  }),
  sort: z.enum(PAYOUT_ORDERS),
  columns: z.array(z.enum(PAYOUT_TABLE.columns.map(({ id }) => id))).min(1),
  query: z.string().max(2_000),
  zone: z.string().max(100),
  madeBy: z.string().max(200),
});

export type PayoutExport = z.output<typeof payoutExport>;

/**
 * The view as CSV, in pieces of up to a thousand rows, read by a cursor: what is in memory does not grow with the file,
 * and all rows are of one moment.
 * @throws DomainError `forbidden`; `precondition_failed` as `listPayouts`
 */
export async function* exportPayouts(
  ctx: Context,
  view: PayoutExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'payouts.read');
  const found = await everyHit(view);
  const statement = new PgDialect().sqlToQuery(payoutRowsSql(found.hits, found.orderBy));
  // The parameters are texts and lists of texts, which the driver sends as they are.
  const cursor = databaseClient()
    .unsafe<FoundPayout[]>(statement.sql, statement.params as string[])
    .cursor(CURSOR_ROWS);
  const heading = {
    title: `payouts, ${view.sort} first`,
    filter: view.query === '' ? 'all payouts' : view.query,
    units: "amounts in main units and in Stripe's minor units",
    zone: view.zone,
    readAt: ctx.now,
    madeBy: view.madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), payoutRows(cursor));
}

async function everyHit({ filter, sort }: PayoutExport) {
  const found = await findHits(await planPayoutSearch(filter), sort, null, null);
  if (found !== null) return found;
  throw new DomainError(
    'precondition_failed',
    'This list cannot be read in time. Narrow it as the list says.',
  );
}

async function countEveryHit(ctx: Context, view: PayoutExport): Promise<number> {
  authorize(ctx, 'payouts.read');
  const { hits } = await everyHit(view);
  const [row] = await database().execute<{ count: string }>(
    sql`select count(*) as count from ${hits} as hit`,
  );
  return Number(row?.count ?? 0);
}

export const PAYOUT_EXPORT = defineListExport({
  permission: 'payouts.read',
  title: 'payouts',
  view: payoutExport,
  pieces: exportPayouts,
  count: countEveryHit,
});

async function* payoutRows(
  batches: AsyncIterable<readonly FoundPayout[]>,
): AsyncGenerator<readonly PayoutRow[], void, undefined> {
  for await (const rows of batches) yield rows.map(payoutRow);
}

type Field = CsvField<PayoutRow>;

function fieldsOf(view: PayoutExport): Field[] {
  const local = zonedIso(view.zone);
  const fields: Readonly<Record<PayoutColumn, readonly Field[]>> = {
    account: [
      { name: 'connected_account', read: (row) => row.connectedAccountId },
      { name: 'connected_account_name', read: (row) => row.connectedAccountName ?? '' },
    ],
    amount: [
      { name: 'amount', read: (row) => toDecimalString(row.amount) },
      { name: 'currency', read: (row) => row.amount.currency.toUpperCase() },
      { name: 'amount_minor', read: (row) => row.amount.amount.toString() },
    ],
    status: [
      { name: 'status', read: (row) => row.status },
      { name: 'failure_code', read: (row) => row.failureCode ?? '' },
    ],
    destination: [
      { name: 'destination_bank', read: (row) => row.destinationInstitution ?? '' },
      { name: 'destination_last4', read: (row) => row.destinationLast4 ?? '' },
    ],
    method: [{ name: 'method', read: (row) => row.method }],
    schedule: [{ name: 'schedule', read: (row) => (row.isAutomatic ? 'automatic' : 'manual') }],
    arrives: [{ name: 'arrives_on', read: (row) => row.arrivesOn }],
    created: [{ name: 'created', read: (row) => local(row.occurredAt) }],
    country: [{ name: 'country', read: (row) => row.country ?? '' }],
    payout: [{ name: 'payout', read: (row) => row.payoutId }],
  };
  return view.columns.flatMap((column) => fields[column]);
}
