import { sql } from 'drizzle-orm';
import { alarms } from '#drizzle/schema/floor.ts';
import type { Transaction } from '../db/transaction.ts';

/** `kind` is a word for machines, `subject` an id, `text` for people: what is so, why, the next step. */
export type Alarm = { kind: string; subject: string; text: string };

/** Raises an alarm in the transaction of what caused it; an open one of the same kind and subject counts up instead. */
export async function raiseAlarm(tx: Transaction, alarm: Alarm): Promise<void> {
  await tx
    .insert(alarms)
    .values(alarm)
    .onConflictDoUpdate({
      target: [alarms.kind, alarms.subject],
      targetWhere: sql`closed_at is null`,
      set: { text: alarm.text, occurrences: sql`${alarms.occurrences} + 1` },
    });
}
