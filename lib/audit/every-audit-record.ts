import { and, eq, sql, type SQL } from 'drizzle-orm';
import { auditLinks, auditRecords } from '#drizzle/schema/audit.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { keyset } from '../paging.ts';
import { auditConditions, TIME_KEYSET } from './audit-search.ts';
import { isActor } from './queries.ts';
import type { AuditFilter, AuditSort } from './types.ts';

/** Some megabytes with `before` and `after`; each batch is one short statement. */
const BATCH_ROWS = 1_000;

const storedColumns = {
  auditRecordId: sql<string>`${auditRecords.auditRecordId}::text`,
  recordedAt: auditRecords.recordedAt,
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

/** A row with its link; `record` is the text that is hashed. */
export type StoredRecord = Awaited<ReturnType<typeof readBatch>>[number];

function readBatch(where: SQL | undefined, orderBy: SQL[]) {
  return database()
    .select(storedColumns)
    .from(auditRecords)
    .leftJoin(operators, isActor)
    .leftJoin(auditLinks, eq(auditLinks.auditRecordId, auditRecords.auditRecordId))
    .where(where)
    .orderBy(...orderBy)
    .limit(BATCH_ROWS);
}

/** All rows of a filter in batches, whatever time that takes. @throws DomainError `forbidden` */
export async function* everyAuditRecord(
  ctx: Context,
  filter: AuditFilter,
  sort: AuditSort,
): AsyncGenerator<StoredRecord[], void, undefined> {
  authorize(ctx, 'audit.read');
  const direction = sort === 'newest' ? 'descending' : 'ascending';
  for (let key: string[] | null = null; ;) {
    const { where, orderBy } = keyset(
      direction,
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

/** Their number, exactly. Takes seconds where there are millions. @throws DomainError `forbidden` */
export async function countAllAuditRecords(ctx: Context, filter: AuditFilter): Promise<number> {
  authorize(ctx, 'audit.read');
  return database().$count(auditRecords, auditConditions(filter));
}
