import { eq, sql } from 'drizzle-orm';
import { auditLinks, auditRecords } from '#drizzle/schema/audit.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { AUDIT_RECORD_ID, isActor, rowColumns } from './queries.ts';
import type { AuditDetail } from './types.ts';

const previousHash = sql<string | null>`(
  select encode(before.hash, 'hex') from audit_links as before
  where before.connected_account_id = ${auditLinks.connectedAccountId} and before.sequence = ${auditLinks.sequence} - 1)`;

/** The first checkpoint whose head of this chain is this link or a later one. */
const checkpoint = sql<string | null>`(
  select head.checkpoint::text from audit_checkpoint_heads as head
  where head.connected_account_id = ${auditLinks.connectedAccountId} and head.sequence >= ${auditLinks.sequence}
  order by head.sequence limit 1)`;

/** One row with its values and its place in the chain. @throws DomainError `forbidden`, `not_found` */
export async function getAuditRecord(ctx: Context, auditRecordId: string): Promise<AuditDetail> {
  authorize(ctx, 'audit.read');
  if (!AUDIT_RECORD_ID.test(auditRecordId)) throw notFound();
  const [found] = await database()
    .select({
      ...rowColumns,
      previousHash,
      checkpoint,
    })
    .from(auditRecords)
    .leftJoin(operators, isActor)
    .leftJoin(auditLinks, eq(auditLinks.auditRecordId, auditRecords.auditRecordId))
    .where(eq(auditRecords.auditRecordId, BigInt(auditRecordId)));
  if (found === undefined) throw notFound();
  const { sequence, hash, previousHash: earlier, instantText: _instant, ...row } = found;
  return {
    ...row,
    link: sequence === null || hash === null ? null : { sequence, hash, previousHash: earlier },
  };
}

function notFound(): DomainError {
  return new DomainError('not_found', 'There is no such row on record.');
}
