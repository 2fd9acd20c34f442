import { z } from 'zod';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { toDecimalString } from '../../money/format.ts';
import type { PageRequest } from '../../paging.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../../tables/csv-pieces.ts';
import { defineListExport } from '../../tables/list-export-definition.ts';
import { zonedIso } from '../../tables/zoned-iso.ts';
import { RISK_FLAG_ORDERS, type RiskFlagColumn, type RiskFlagRow } from '../types.ts';
import { RISK_FLAG_TABLE } from './flag-table.ts';
import { countRiskFlags, listRiskFlags } from './queries.ts';

/** Rows in memory at a time. */
const BATCH_ROWS = 1_000;

const text = z.string().max(400).optional();

/** A view of the list as a file shows it. Days are resolved already; `query` is what the person typed. */
const riskFlagExport = z.object({
  filter: z.object({
    state: text,
    cause: text,
    action: text,
    currency: text,
    connectedAccountId: text,
    openedFrom: text,
    openedBefore: text,
    words: z.array(z.string().max(400)).max(50).optional(),
  }),
  sort: z.enum(RISK_FLAG_ORDERS),
  columns: z.array(z.enum(RISK_FLAG_TABLE.columns.map(({ id }) => id))).min(1),
  query: z.string().max(2_000),
  zone: z.string().max(100),
  madeBy: z.string().max(200),
});

type RiskFlagExport = z.output<typeof riskFlagExport>;

export const RISK_FLAG_EXPORT = defineListExport({
  permission: 'risk.read',
  title: 'anomalies',
  view: riskFlagExport,
  pieces: exportRiskFlags,
  count: async (ctx, { filter }) => (await countRiskFlags(ctx, filter)).count,
});

/** The view as CSV, in pieces of up to a thousand rows. @throws DomainError as `listRiskFlags` */
export async function* exportRiskFlags(
  ctx: Context,
  view: RiskFlagExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'risk.read');
  const { query, sort, zone, madeBy } = view;
  const heading = {
    title: `anomalies, ${sort} first`,
    filter: query === '' ? 'all anomalies' : query,
    zone,
    readAt: ctx.now,
    madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), batches(ctx, view));
}

async function* batches(
  ctx: Context,
  { filter, sort }: RiskFlagExport,
): AsyncGenerator<readonly RiskFlagRow[], void, undefined> {
  let cursor: PageRequest['cursor'] = null;
  for (;;) {
    const scope = { list: 'anomalies', filter: { ...filter, sort } };
    const request = { scope, size: BATCH_ROWS, cursor, isCursorRefused: false };
    const { rows, nextCursor } = await listRiskFlags(ctx, filter, sort, request);
    const last = rows.at(-1);
    if (last !== undefined) yield rows;
    if (last === undefined || nextCursor === null) return;
    cursor = { direction: 'next', key: [last.openedKey, last.riskFlagId] };
  }
}

function fieldsOf(view: RiskFlagExport): CsvField<RiskFlagRow>[] {
  const local = zonedIso(view.zone);
  const fields: Readonly<Record<RiskFlagColumn, readonly CsvField<RiskFlagRow>[]>> = {
    account: [
      { name: 'connected_account', read: (row) => row.connectedAccountId },
      { name: 'connected_account_name', read: (row) => row.accountName },
    ],
    cause: [{ name: 'cause', read: (row) => row.cause }],
    action: [{ name: 'done', read: (row) => row.action }],
    exposure: [
      { name: 'money_at_risk', read: (row) => toDecimalString(row.exposure) },
      { name: 'currency', read: (row) => row.exposure.currency.toUpperCase() },
    ],
    score: [{ name: 'score', read: (row) => String(row.score) }],
    state: [
      { name: 'state', read: (row) => row.state },
      { name: 'closed_because', read: (row) => row.closedBecause ?? '' },
    ],
    since: [{ name: 'since', read: (row) => local(row.openedAt) }],
    due: [{ name: 'look_by', read: (row) => local(row.dueAt) }],
    flag: [{ name: 'flag', read: (row) => row.riskFlagId }],
  };
  return view.columns.flatMap((column) => fields[column]);
}
