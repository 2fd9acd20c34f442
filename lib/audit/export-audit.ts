import { and, eq, sql, type SQL } from 'drizzle-orm';
import { auditLinks, auditRecords } from '#drizzle/schema/audit.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { authorize } from '../auth/authorize.ts';
import { jobContext, type Context } from '../context.ts';
import { database } from '../db/client.ts';
import { keyset } from '../paging.ts';
import { auditConditions } from './audit-conditions.ts';
import { bundleCheckpoint, bundleEnd, bundleHeader, bundleRecord } from './bundle.ts';
import { csvLine } from './csv-line.ts';
import { getAuditHead, isActor, TIME_KEYSET } from './queries.ts';
import { recordAuditExport } from './record-audit-export.ts';
import { storedAudit } from './stored-audit.ts';
import { takeAuditCheckpoint } from './take-audit-checkpoint.ts';
import type { AuditFilter } from './types.ts';

/** Some megabytes with `before` and `after`; each batch is one short statement. */
const BATCH_ROWS = 1_000;

const COLUMNS = [
  'audit_record_id',
  'recorded_at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'action',
  'subject',
  'outcome',
  'connected_account_id',
  'before',
  'after',
  'request_id',
  'sequence',
  'hash',
] as const;

/** The rows of a filter as text, in pieces; one batch is in memory at a time. */
export type AuditExport = AsyncGenerator<string, void, undefined>;

/**
 * Starts an export of exactly the filter's rows, on record before the first piece.
 * @param format `bundle` can be verified offline by `npm run audit:verify -- --bundle`; without a filter it is complete
 * @throws DomainError `forbidden`
 */
export async function exportAudit(
  ctx: Context,
  format: 'csv' | 'bundle',
  filter: AuditFilter,
): Promise<AuditExport> {
  await recordAuditExport(ctx, { format, filter });
  // So that the global head which goes with the copy covers every row in it.
  await takeAuditCheckpoint(jobContext('seal-audit'), {});
  if (format === 'csv') return csv(ctx, filter);
  return isEverything(filter) ? completeBundle(ctx) : partialBundle(ctx, filter);
}

function isEverything(filter: AuditFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

async function about(ctx: Context, filter: AuditFilter): Promise<Record<string, unknown>> {
  const head = await getAuditHead(ctx);
  return { exportedAt: ctx.now.toISOString(), filter, head };
}

async function* csv(ctx: Context, filter: AuditFilter): AuditExport {
  yield csvLine([`Audit record of Sluice, times in UTC: ${JSON.stringify(await about(ctx, filter))}`]);
  yield csvLine(COLUMNS);
  for await (const rows of batches(ctx, filter))
    yield rows
      .map(({ record, ...row }) =>
        csvLine([
          row.auditRecordId,
          record.recordedAt,
          record.actorKind,
          record.actorId,
          row.actorName,
          record.action,
          record.subject,
          record.outcome,
          record.connectedAccountId,
          record.before,
          record.after,
          record.requestId,
          row.sequence,
          row.hash,
        ]),
      )
      .join('');
}

/** Everything, chain by chain behind the checkpoints, so that nothing can be missing unseen. */
async function* completeBundle(ctx: Context): AuditExport {
  const source = storedAudit(ctx);
  yield bundleHeader(true, await about(ctx, {}));
  for await (const checkpoint of source.checkpoints()) yield bundleCheckpoint(checkpoint);
  let count = 0;
  let pieces: string[] = [];
  for await (const { head: _head, ...line } of source.lines()) {
    count += 1;
    pieces.push(bundleRecord(line));
    if (pieces.length < BATCH_ROWS) continue;
    yield pieces.join('');
    pieces = [];
  }
  yield pieces.join('') + bundleEnd(count);
}

/** A part, newest first: every row proves that it is unchanged, none that nothing is missing beside it. */
async function* partialBundle(ctx: Context, filter: AuditFilter): AuditExport {
  yield bundleHeader(false, await about(ctx, filter));
  let count = 0;
  for await (const rows of batches(ctx, filter)) {
    let text = '';
    for (const { record, sequence, digest, hash, previousHash, auditRecordId } of rows) {
      // Linked at commit: a row without a link was put there around the guards, and the verifier of the database names it.
      if (sequence === null || digest === null || hash === null) continue;
      count += 1;
      const { connectedAccountId } = record;
      text += bundleRecord({
        connectedAccountId,
        sequence: BigInt(sequence),
        auditRecordId: BigInt(auditRecordId),
        digest,
        hash,
        previousHash,
        record,
      });
    }
    yield text;
  }
  yield bundleEnd(count);
}

const exportColumns = {
  auditRecordId: sql<string>`${auditRecords.auditRecordId}::text`,
  actorName: operators.name,
  sequence: sql<string | null>`${auditLinks.sequence}::text`,
  digest: sql<string | null>`encode(${auditLinks.digest}, 'hex')`,
  hash: sql<string | null>`encode(${auditLinks.hash}, 'hex')`,
  previousHash: sql<string | null>`(
    select encode(earlier.hash, 'hex') from audit_links as earlier
    where earlier.connected_account_id = ${auditLinks.connectedAccountId} and earlier.sequence = ${auditLinks.sequence} - 1)`,
  record: {
    recordedAt: sql<string>`audit_instant(${auditRecords.recordedAt})`,
    connectedAccountId: auditRecords.connectedAccountId,
    actorKind: auditRecords.actorKind,
    actorId: auditRecords.actorId,
    action: auditRecords.action,
    subject: auditRecords.subject,
    outcome: sql<string>`${auditRecords.outcome}`,
    before: sql<string | null>`${auditRecords.before}::text`,
    after: sql<string | null>`${auditRecords.after}::text`,
    requestId: auditRecords.requestId,
  },
};

function readBatch(where: SQL | undefined, orderBy: SQL[]) {
  return database()
    .select(exportColumns)
    .from(auditRecords)
    .leftJoin(operators, isActor)
    .leftJoin(auditLinks, eq(auditLinks.auditRecordId, auditRecords.auditRecordId))
    .where(where)
    .orderBy(...orderBy)
    .limit(BATCH_ROWS);
}

/** The rows of a filter, newest first, as the list shows them. */
async function* batches(
  ctx: Context,
  filter: AuditFilter,
): AsyncGenerator<Awaited<ReturnType<typeof readBatch>>, void, undefined> {
  authorize(ctx, 'audit.read');
  for (let key: string[] | null = null; ;) {
    const { where, orderBy } = keyset(
      'descending',
      TIME_KEYSET,
      key === null ? null : { direction: 'next', key },
    );
    const rows = await readBatch(and(auditConditions(filter), where), orderBy);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH_ROWS) return;
    key = [last.record.recordedAt, last.auditRecordId];
  }
}
