import { z } from 'zod';
import { authorize } from '../auth/authorize.ts';
import { jobContext, type Context } from '../context.ts';
import { csvPieces, type CsvField, type CsvPiece } from '../tables/csv-pieces.ts';
import { defineListExport } from '../tables/list-export-definition.ts';
import { zonedIso } from '../tables/zoned-iso.ts';
import { AUDIT_TABLE } from './audit-table.ts';
import { countAllAuditRecords, everyAuditRecord, type StoredRecord } from './every-audit-record.ts';
import { getAuditHead } from './queries.ts';
import { auditFilter } from './schemas.ts';
import { takeAuditCheckpoint } from './take-audit-checkpoint.ts';
import { AUDIT_ORDERS, type AuditColumn } from './types.ts';

/** A view of the record as a file shows it. Days are resolved already; `query` is what the person typed. */
const auditExport = z.object({
  filter: auditFilter,
  sort: z.enum(AUDIT_ORDERS),
  columns: z.array(z.enum(AUDIT_TABLE.columns.map(({ id }) => id))).min(1),
  query: z.string().max(2_000),
  zone: z.string().max(100),
  madeBy: z.string().max(200),
});

export type AuditExport = z.output<typeof auditExport>;

/** The view as CSV, in pieces of up to a thousand rows, under the global head that covers them. @throws DomainError `forbidden` */
export async function* exportAudit(
  ctx: Context,
  view: AuditExport,
): AsyncGenerator<CsvPiece, void, undefined> {
  authorize(ctx, 'audit.read');
  // So that the global head which goes with the copy covers every row in it.
  await takeAuditCheckpoint(jobContext('seal-audit'), {});
  const head = await getAuditHead(ctx);
  const heading = {
    title: `audit record, ${view.sort} first`,
    filter: view.query === '' ? 'everything on record' : view.query,
    ...(head === null ? {} : { units: `head: checkpoint ${head.checkpoint} ${head.hash}` }),
    zone: view.zone,
    readAt: ctx.now,
    madeBy: view.madeBy,
  };
  yield* csvPieces(heading, fieldsOf(view), everyAuditRecord(ctx, view.filter, view.sort));
}

export const AUDIT_EXPORT = defineListExport({
  permission: 'audit.read',
  title: 'audit records',
  view: auditExport,
  pieces: exportAudit,
  count: (ctx, { filter }) => countAllAuditRecords(ctx, filter),
});

type Field = CsvField<StoredRecord>;

function fieldsOf(view: AuditExport): Field[] {
  const local = zonedIso(view.zone);
  const fields: Readonly<Record<AuditColumn, readonly Field[]>> = {
    action: [
      { name: 'audit_record_id', read: (row) => row.auditRecordId },
      { name: 'action', read: ({ record }) => record.action },
    ],
    outcome: [{ name: 'outcome', read: ({ record }) => record.outcome }],
    who: [
      { name: 'actor_kind', read: ({ record }) => record.actorKind },
      { name: 'actor_id', read: ({ record }) => record.actorId },
      { name: 'actor_name', read: (row) => row.actorName ?? '' },
    ],
    subject: [{ name: 'subject', read: ({ record }) => record.subject }],
    changes: [
      { name: 'before', read: ({ record }) => record.before ?? '' },
      { name: 'after', read: ({ record }) => record.after ?? '' },
    ],
    chain: [{ name: 'connected_account', read: ({ record }) => record.connectedAccountId }],
    link: [
      { name: 'sequence', read: (row) => row.sequence ?? '' },
      { name: 'hash', read: (row) => row.hash ?? '' },
    ],
    request: [{ name: 'request_id', read: ({ record }) => record.requestId }],
    when: [
      { name: 'recorded', read: (row) => local(row.recordedAt) },
      // To the microsecond, as it is hashed.
      { name: 'recorded_utc', read: ({ record }) => record.recordedAt },
    ],
  };
  return view.columns.flatMap((column) => fields[column]);
}
