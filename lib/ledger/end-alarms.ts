import { sql, type SQL } from 'drizzle-orm';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { executeSet } from './execute-set.ts';
import type { AlarmKind } from './types.ts';

/** Kinds whose cause the database does not see, as `is_ended_by_program` has them; it refuses to close any other without a person. */
export const ENDED_BY_PROGRAM = [
  'audit_head_not_exported',
  'money_without_proposal',
  'risk_calibration_beyond',
  'stripe_event_lag',
] as const satisfies readonly AlarmKind[];

type Ended = { alarm_id: string; kind: string; subject: string; text: string; occurrences: number };

/**
 * Closes open alarms of a kind whose cause is gone, each on record: of these kinds only the program sees that, so the database asks for
 * the record (`guard_alarm_end`). @param ended what of `alarms` is meant @param because why, as a sentence @returns how many
 */
export async function endAlarms(
  tx: Transaction,
  ctx: Context,
  { kind, ended, because }: { kind: (typeof ENDED_BY_PROGRAM)[number]; ended: SQL; because: string },
): Promise<number> {
  const closed = await executeSet<Ended>(
    tx,
    sql`update alarms set closed_at = now() where kind = ${kind} and closed_at is null and ${ended}
        returning alarm_id::text, kind, subject, text, occurrences`,
  );
  for (const { alarm_id: alarmId, subject, ...open } of closed)
    await recordAudit(tx, ctx, {
      action: 'alarm.end',
      subject,
      before: { alarmId, subject, ...open },
      after: { because },
    });
  return closed.length;
}
