import { and, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import { auditRecords } from '#drizzle/schema/audit.ts';
import type { AuditFilter } from './types.ts';

/** The rows that a filter means. Each part alone has an index that also gives the order by time. */
export function auditConditions(filter: AuditFilter): SQL | undefined {
  const { outcome, actorKind, actorId, action, subject, connectedAccountId } = filter;
  const { recordedFrom, recordedBefore } = filter;
  return and(
    outcome === undefined ? undefined : outcomeIs(outcome),
    actorKind === undefined ? undefined : eq(auditRecords.actorKind, actorKind),
    actorId === undefined ? undefined : eq(auditRecords.actorId, actorId),
    action === undefined ? undefined : eq(auditRecords.action, action),
    subject === undefined ? undefined : eq(auditRecords.subject, subject),
    connectedAccountId === undefined ? undefined : eq(auditRecords.connectedAccountId, connectedAccountId),
    recordedFrom === undefined ? undefined : gte(auditRecords.recordedAt, sql`${recordedFrom}::timestamptz`),
    recordedBefore === undefined
      ? undefined
      : lt(auditRecords.recordedAt, sql`${recordedBefore}::timestamptz`),
  );
}

/** Said as a literal: with a parameter the planner may not use the index of refused rows. */
export function outcomeIs(outcome: 'done' | 'refused'): SQL {
  return outcome === 'refused'
    ? sql`${auditRecords.outcome} = 'refused'`
    : sql`${auditRecords.outcome} = 'done'`;
}
