import { sql, type SQL } from 'drizzle-orm';
import { payoutCadences } from '#drizzle/schema/cadences.ts';

/** Whether a cadence is still due at that instant. A `Date` has no microseconds, a row that somebody moved by hand may. */
export function isDueAt(dueAt: Date): SQL {
  return sql`date_trunc('milliseconds', ${payoutCadences.nextDueAt}) = ${dueAt.toISOString()}::timestamptz`;
}
