import { sql } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { executeSet } from '../../ledger/execute-set.ts';

/** When a cadence is due, as its columns say it. */
export type CadencePlan = {
  cadence: 'daily' | 'weekly' | 'monthly' | 'threshold' | 'on_request';
  /** ISO days, Monday 1 to Sunday 7. */
  weekdays: readonly number[];
  monthDay: number | null;
  zone: string;
  /** Minutes after midnight in the zone. */
  atMinute: number;
};

/**
 * The first time after `after` at which a cadence is due; null on request. Days are counted in its zone. A time that a
 * clock change skips is an hour later that day, one that comes twice is the second; a month without the day has its last.
 * The database counts it, as its guard does: no other time is taken.
 * @param after null for the database's own now
 * @throws Postgres's error 22023 for a zone that it does not know
 */
export async function nextDueAt(
  db: Transaction | Database,
  plan: CadencePlan,
  after: Date | null,
): Promise<Date | null> {
  if (plan.cadence === 'on_request') return null;
  const from = after === null ? sql`now()` : sql`${after.toISOString()}::timestamptz`;
  const [row] = await executeSet<{ at: string | null }>(
    db,
    sql`
    select next_cadence_due(${plan.cadence}, ${sql.param([...plan.weekdays])}::smallint[], ${plan.monthDay}::smallint,
      ${plan.zone}, ${plan.atMinute}::int, ${from})::text as at`,
  );
  if (row?.at == null) throw new Error(`a ${plan.cadence} cadence is never due`);
  return new Date(row.at);
}
