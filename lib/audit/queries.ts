import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import { auditCheckpoints, auditRecords } from '#drizzle/schema/audit.ts';
import { operators } from '#drizzle/schema/floor.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import {
  cappedCount,
  COUNT_MAX,
  keyset,
  pageOf,
  type CappedCount,
  type Page,
  type PageRequest,
} from '../paging.ts';
import { auditConditions, outcomeIs } from './audit-conditions.ts';
import {
  ACTOR_KINDS,
  AUDIT_OUTCOMES,
  type AuditFacets,
  type AuditFilter,
  type AuditHeadState,
  type AuditRow,
} from './types.ts';

/** `recorded_at` to the microsecond: a `Date` would lose the last three digits, and with them the place in the list. */
const instantText = sql<string>`audit_instant(${auditRecords.recordedAt})`;

export const TIME_KEYSET = [
  { column: auditRecords.recordedAt, cast: 'timestamptz' },
  { column: auditRecords.auditRecordId, cast: 'bigint' },
] as const;

export const rowColumns = {
  auditRecordId: sql<string>`${auditRecords.auditRecordId}::text`,
  recordedAt: auditRecords.recordedAt,
  instantText,
  actorKind: auditRecords.actorKind,
  actorId: auditRecords.actorId,
  actorName: operators.name,
  action: auditRecords.action,
  subject: auditRecords.subject,
  outcome: auditRecords.outcome,
  connectedAccountId: auditRecords.connectedAccountId,
};

export const isActor = and(
  eq(auditRecords.actorKind, 'operator'),
  eq(operators.operatorId, auditRecords.actorId),
);

/** One page of the record, newest first. @throws DomainError `forbidden` */
export async function listAuditRecords(
  ctx: Context,
  filter: AuditFilter,
  request: PageRequest,
): Promise<Page<AuditRow>> {
  authorize(ctx, 'audit.read');
  const { where, orderBy } = keyset('descending', TIME_KEYSET, request.cursor);
  const found = await database()
    .select(rowColumns)
    .from(auditRecords)
    .leftJoin(operators, isActor)
    .where(and(auditConditions(filter), where))
    .orderBy(...orderBy)
    .limit(request.size + 1);
  return pageOf(request, found, (row) => [row.instantText, row.auditRecordId]);
}

/** How many rows each further choice would leave: counts ignore their own facet. @throws DomainError `forbidden` */
export async function countAuditFacets(ctx: Context, filter: AuditFilter): Promise<AuditFacets> {
  authorize(ctx, 'audit.read');
  const withoutOutcome = auditConditions({ ...filter, outcome: undefined });
  const withoutKind = auditConditions({ ...filter, actorKind: undefined });
  const [total, outcomes, actorKinds] = await Promise.all([
    countMatching(auditConditions(filter)),
    countEach(AUDIT_OUTCOMES, (value) => and(withoutOutcome, outcomeIs(value))),
    countEach(ACTOR_KINDS, (value) => and(withoutKind, eq(auditRecords.actorKind, value))),
  ]);
  return { total, outcomes, actorKinds };
}

async function countEach<Value extends string>(
  values: readonly Value[],
  conditionsOf: (value: Value) => SQL | undefined,
): Promise<Record<Value, CappedCount>> {
  const counted = await Promise.all(
    values.map(async (value): Promise<[Value, CappedCount]> => [
      value,
      await countMatching(conditionsOf(value)),
    ]),
  );
  return Object.fromEntries(counted) as Record<Value, CappedCount>; // one entry for each of `values`
}

async function countMatching(where: SQL | undefined): Promise<CappedCount> {
  const matching = database()
    .select({ one: sql`1`.as('one') })
    .from(auditRecords)
    .where(where)
    // Counts follow the order too: without it the planner may read the table from its start.
    .orderBy(desc(auditRecords.recordedAt), desc(auditRecords.auditRecordId))
    .limit(COUNT_MAX + 1)
    .as('matching');
  const [row] = await database()
    .select({ count: sql`count(*)`.mapWith(Number) })
    .from(matching);
  return cappedCount(row?.count ?? 0);
}

/** The newest checkpoint, which covers every row before it; null before the first. @throws DomainError `forbidden` */
export async function getAuditHead(ctx: Context): Promise<AuditHeadState> {
  authorize(ctx, 'audit.read');
  const [head] = await database()
    .select({
      checkpoint: sql<string>`${auditCheckpoints.checkpoint}::text`,
      hash: sql<string>`encode(${auditCheckpoints.hash}, 'hex')`,
      takenAt: auditCheckpoints.takenAt,
    })
    .from(auditCheckpoints)
    .orderBy(desc(auditCheckpoints.checkpoint))
    .limit(1);
  return head ?? null;
}
