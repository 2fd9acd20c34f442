import { z } from 'zod';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { toDecimalString } from '../../money/format.ts';
import type { Cursor } from '../../paging.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../../tables/csv-pieces.ts';
import { defineListExport } from '../../tables/list-export-definition.ts';
import { zonedIso } from '../../tables/zoned-iso.ts';
import { countPayoutRequests, listPayoutRequests } from './queries.ts';
import { REQUEST_TABLE } from './request-table.ts';
import { REQUEST_ORDERS, type PayoutRequestColumn, type PayoutRequestRow } from './request-types.ts';

/** Rows in memory at a time. */
const BATCH_ROWS = 500;

const text = z.string().max(400).optional();

/** A view of the list as a file shows it. Days are resolved already; `query` is what the person typed. */
const payoutRequestExport = z.object({
  filter: z.object({
    state: text,
    currency: text,
    origin: text,
    route: text,
    method: text,
    hold: text,
    for: text,
    connectedAccountId: text,
    askedFrom: text,
    askedBefore: text,
    amountFrom: text,
    amountTo: text,
    payoutRequestId: text,
    words: z.array(z.string().max(400)).max(50).optional(),
  }),
  sort: z.enum(REQUEST_ORDERS),
  columns: z.array(z.enum(REQUEST_TABLE.columns.map(({ id }) => id))).min(1),
  query: z.string().max(2_000),
  zone: z.string().max(100),
  madeBy: z.string().max(200),
});

type PayoutRequestExport = z.output<typeof payoutRequestExport>;

/** The view as CSV, in pieces. @throws DomainError as `listPayoutRequests` */
export async function* exportPayoutRequests(
  ctx: Context,
  view: PayoutRequestExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'payouts.read');
  const { query, sort, zone, madeBy } = view;
  const heading = {
    title: `payout requests, ${sort === 'priority' ? 'by priority' : `${sort} first`}`,
    filter: query === '' ? 'all payout requests' : query,
    units: "amounts in main units and in Stripe's minor units",
    zone,
    readAt: ctx.now,
    madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), batches(ctx, view));
}

export const PAYOUT_REQUEST_EXPORT = defineListExport({
  permission: 'payouts.read',
  title: 'payout requests',
  view: payoutRequestExport,
  pieces: exportPayoutRequests,
  count: async (ctx, { filter }) => (await countPayoutRequests(ctx, filter)).count,
});

/** Page after page by key; one whose place changes meanwhile may come twice or not at all. */
async function* batches(
  ctx: Context,
  { filter, sort }: PayoutRequestExport,
): AsyncGenerator<readonly PayoutRequestRow[], void, undefined> {
  const scope = { list: 'payout-request-export', filter: {} };
  let cursor: Cursor | null = null;
  do {
    const request = { scope, size: BATCH_ROWS, cursor, isCursorRefused: false };
    const { rows, next }: Awaited<ReturnType<typeof listPayoutRequests>> = await listPayoutRequests(
      ctx,
      filter,
      sort,
      request,
    );
    yield rows;
    cursor = next;
  } while (cursor !== null);
}

type Field = CsvField<PayoutRequestRow>;

function fieldsOf(view: PayoutRequestExport): Field[] {
  const local = zonedIso(view.zone);
  const fields: Readonly<Record<PayoutRequestColumn, readonly Field[]>> = {
    account: [
      { name: 'connected_account', read: (row) => row.connectedAccountId },
      { name: 'connected_account_name', read: (row) => row.connectedAccountName },
    ],
    amount: [
      { name: 'amount', read: (row) => toDecimalString(row.amount) },
      { name: 'currency', read: (row) => row.amount.currency.toUpperCase() },
      { name: 'amount_minor', read: (row) => row.amount.amount.toString() },
    ],
    state: [
      { name: 'state', read: (row) => row.state },
      { name: 'open_holds', read: (row) => String(row.openHolds) },
      { name: 'failure_code', read: (row) => row.failureCode ?? '' },
    ],
    approvals: [
      { name: 'approvals', read: (row) => String(row.standing) },
      { name: 'approvals_needed', read: (row) => String(row.approvalsNeeded) },
      { name: 'approved_by', read: (row) => row.approvedBy.join('; ') },
    ],
    why: [
      { name: 'particular', read: (row) => row.particulars.map(({ words }) => words).join('; ') },
      { name: 'why', read: (row) => row.routeReasons.join('; ') },
    ],
    reviewer: [{ name: 'open_by', read: (row) => row.reviewer?.name ?? '' }],
    asked: [{ name: 'asked_for', read: (row) => local(row.askedAt) }],
    destination: [
      { name: 'destination_bank', read: (row) => row.destinationInstitution ?? '' },
      { name: 'destination_last4', read: (row) => row.destinationLast4 ?? '' },
    ],
    origin: [
      { name: 'origin', read: (row) => row.origin },
      { name: 'asked_by', read: (row) => row.askedBy ?? '' },
    ],
    route: [{ name: 'route', read: (row) => row.route }],
    method: [{ name: 'method', read: (row) => row.method }],
    leaves: [
      { name: 'leaves_after', read: (row) => (row.leavesAfter === null ? '' : local(row.leavesAfter)) },
    ],
    country: [{ name: 'country', read: (row) => row.country ?? '' }],
    request: [
      { name: 'payout_request', read: (row) => row.payoutRequestId },
      { name: 'payout', read: (row) => row.payoutId ?? '' },
    ],
    priority: [
      {
        name: 'priority',
        read: ({ priority }) =>
          priority === null ? '' : String(priority.money + priority.risk + priority.time),
      },
    ],
  };
  return view.columns.flatMap((column) => fields[column]);
}
