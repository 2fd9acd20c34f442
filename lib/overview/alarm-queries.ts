import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { alarms } from '#drizzle/schema/floor.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import type { OpenAlarm } from './types.ts';

/** More than anybody works through at a sitting. */
export const ALARMS_SHOWN = 100;

/** Alarms that nobody has closed, newest first. @param kind only these, e.g. `event_gap` @throws DomainError `forbidden` */
export async function listOpenAlarms(ctx: Context, kind?: string): Promise<OpenAlarm[]> {
  authorize(ctx, 'overview.read');
  return database()
    .select({
      alarmId: sql<string>`${alarms.alarmId}::text`,
      kind: alarms.kind,
      subject: alarms.subject,
      text: alarms.text,
      raisedAt: alarms.raisedAt,
      occurrences: alarms.occurrences,
    })
    .from(alarms)
    .where(and(isNull(alarms.closedAt), kind === undefined ? undefined : eq(alarms.kind, kind)))
    .orderBy(desc(alarms.raisedAt), desc(alarms.alarmId))
    .limit(ALARMS_SHOWN);
}
