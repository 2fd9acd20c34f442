import { z } from 'zod';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import type { PageRequest } from '../paging.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../tables/csv-pieces.ts';
import { defineListExport } from '../tables/list-export-definition.ts';
import { zonedIso } from '../tables/zoned-iso.ts';
import { CONNECTED_ACCOUNT_TABLE } from './connected-account-table.ts';
import { connectedAccountKey, countConnectedAccounts, listConnectedAccounts } from './queries.ts';
import { CONNECTED_ACCOUNT_ORDERS, type ConnectedAccountColumn, type ConnectedAccountRow } from './types.ts';

/** Rows in memory at a time. */
const BATCH_ROWS = 1_000;

const text = z.string().max(400).optional();

/** A view of the list as a file shows it. Days are resolved already; `query` is what the person typed. */
const connectedAccountExport = z.object({
  filter: z.object({
    lockStrength: text,
    lifecycle: text,
    requirementState: text,
    payoutsEnabled: z.boolean().optional(),
    country: text,
    currency: text,
    createdFrom: text,
    createdBefore: text,
    idPrefix: text,
    words: z.array(z.string().max(400)).max(50).optional(),
  }),
  sort: z.enum(CONNECTED_ACCOUNT_ORDERS),
  columns: z.array(z.enum(CONNECTED_ACCOUNT_TABLE.columns.map(({ id }) => id))).min(1),
  query: z.string().max(2_000),
  zone: z.string().max(100),
  madeBy: z.string().max(200),
});

export type ConnectedAccountExport = z.output<typeof connectedAccountExport>;

/** The view as CSV, in pieces of up to a thousand rows. @throws DomainError as `listConnectedAccounts` */
export async function* exportConnectedAccounts(
  ctx: Context,
  view: ConnectedAccountExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'connected_accounts.read');
  const { query, sort, zone, madeBy } = view;
  const heading = {
    title: `connected accounts, ${sort === 'a-z' || sort === 'z-a' ? sort : `${sort} first`}`,
    filter: query === '' ? 'all connected accounts' : query,
    zone,
    readAt: ctx.now,
    madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), batches(ctx, view));
}

export const CONNECTED_ACCOUNT_EXPORT = defineListExport({
  permission: 'connected_accounts.read',
  title: 'connected accounts',
  view: connectedAccountExport,
  pieces: exportConnectedAccounts,
  count: async (ctx, { filter }) => (await countConnectedAccounts(ctx, filter)).count,
});

/**
 * Page after page by key, so each account comes once; one that is renamed meanwhile may come twice or not at all where the
 * order is by name.
 */
async function* batches(
  ctx: Context,
  { filter, sort }: ConnectedAccountExport,
): AsyncGenerator<readonly ConnectedAccountRow[], void, undefined> {
  let cursor: PageRequest['cursor'] = null;
  for (;;) {
    const request = {
      scope: { list: 'connected-accounts', filter: { ...filter, sort } },
      size: BATCH_ROWS,
      cursor,
      isCursorRefused: false,
    };
    const { rows, nextCursor } = await listConnectedAccounts(ctx, filter, sort, request);
    const last = rows.at(-1);
    if (last !== undefined) yield rows;
    if (last === undefined || nextCursor === null) return;
    cursor = { direction: 'next', key: connectedAccountKey(sort, last) };
  }
}

function fieldsOf(view: ConnectedAccountExport): CsvField<ConnectedAccountRow>[] {
  const local = zonedIso(view.zone);
  const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off');
  const instant = (at: Date | null): string => (at === null ? '' : local(at));
  const fields: Readonly<Record<ConnectedAccountColumn, readonly CsvField<ConnectedAccountRow>[]>> = {
    name: [{ name: 'connected_account_name', read: (row) => row.displayName }],
    lock: [{ name: 'lock', read: (row) => row.lockStrength }],
    lifecycle: [{ name: 'standing', read: (row) => row.lifecycle }],
    restricts: [
      { name: 'restricted_on', read: (row) => (isNever(row.restrictsAt) ? '' : local(row.restrictsAt)) },
    ],
    next: [{ name: 'next_step', read: (row) => row.nextStep ?? '' }],
    information: [{ name: 'asked_of_owner', read: (row) => row.information ?? '' }],
    requirements: [
      { name: 'requirements', read: (row) => row.requirementState },
      { name: 'deadline', read: (row) => instant(row.currentDeadline) },
      { name: 'disabled_reason', read: (row) => row.disabledReason ?? '' },
    ],
    payouts: [
      { name: 'payouts', read: (row) => onOff(row.payoutsEnabled) },
      { name: 'payout_interval', read: (row) => row.payoutInterval ?? '' },
      { name: 'disconnected', read: (row) => instant(row.deauthorizedAt) },
    ],
    charges: [{ name: 'charges', read: (row) => onOff(row.chargesEnabled) }],
    country: [{ name: 'country', read: (row) => row.country ?? '' }],
    currency: [{ name: 'default_currency', read: (row) => row.defaultCurrency?.toUpperCase() ?? '' }],
    created: [{ name: 'created', read: (row) => local(row.createdAtStripe) }],
    read: [{ name: 'last_read', read: (row) => local(row.readAt) }],
    account: [{ name: 'connected_account', read: (row) => row.connectedAccountId }],
  };
  return view.columns.flatMap((column) => fields[column]);
}

/** As the column says it; see `restrictsAt` of the schema. */
const isNever = (at: Date): boolean => at.getUTCFullYear() === 9_999;
