import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import type { PageRequest } from '../paging.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../tables/csv-pieces.ts';
import { zonedIso } from '../tables/zoned-iso.ts';
import { listConnectedAccounts } from './queries.ts';
import type {
  ConnectedAccountColumn,
  ConnectedAccountFilter,
  ConnectedAccountRow,
  ConnectedAccountSort,
} from './types.ts';

/** Rows in memory at a time. */
const BATCH_ROWS = 1_000;

/** A view of the list as a file shows it. `query` is what the person typed. */
export type ConnectedAccountExport = {
  readonly filter: ConnectedAccountFilter;
  readonly sort: ConnectedAccountSort;
  readonly columns: readonly ConnectedAccountColumn[];
  readonly query: string;
  readonly zone: string;
  readonly madeBy: string;
};

/** The view as CSV, in pieces of up to a thousand rows. @throws DomainError as `listConnectedAccounts` */
export async function* exportConnectedAccounts(
  ctx: Context,
  view: ConnectedAccountExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'connected_accounts.read');
  const { query, sort, zone, madeBy } = view;
  const heading = {
    title: `connected accounts, ${sort} first`,
    filter: query === '' ? 'all connected accounts' : query,
    zone,
    readAt: ctx.now,
    madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), batches(ctx, view));
}

/** Page after page by key: an account's place in the order never changes, so each comes once. */
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
    cursor = { direction: 'next', key: [last.createdAtStripe.toISOString(), last.connectedAccountId] };
  }
}

function fieldsOf(view: ConnectedAccountExport): CsvField<ConnectedAccountRow>[] {
  const local = zonedIso(view.zone);
  const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off');
  const instant = (at: Date | null): string => (at === null ? '' : local(at));
  const fields: Readonly<Record<ConnectedAccountColumn, readonly CsvField<ConnectedAccountRow>[]>> = {
    name: [{ name: 'connected_account_name', read: (row) => row.displayName }],
    lock: [{ name: 'lock', read: (row) => row.lockStrength }],
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
