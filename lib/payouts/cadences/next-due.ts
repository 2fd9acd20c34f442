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

/** Two whole months and a day: the next last day of a month is in it, wherever it begins. */
const DAYS_AHEAD = 63;

/**
 * The first time after `after` at which a cadence is due; null on request. Days are counted in its zone. A time that a
 * clock change skips is an hour later that day, one that comes twice is the second; a month without the day has its last.
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
    select min(due.at)::text as at
    from generate_series(date_trunc('day', ${from} at time zone ${plan.zone}),
      date_trunc('day', ${from} at time zone ${plan.zone}) + make_interval(days => ${DAYS_AHEAD}), interval '1 day') as day
    cross join lateral (
      select (day + make_interval(mins => ${plan.atMinute})) at time zone ${plan.zone} as at) as due
    where due.at > ${from} and ${dayOf(plan)}`,
  );
  if (row?.at == null) throw new Error(`a ${plan.cadence} cadence is never due`);
  return new Date(row.at);
}

function dayOf({ cadence, weekdays, monthDay }: CadencePlan) {
  if (cadence === 'weekly')
    return sql`extract(isodow from day)::int = any(${sql.param([...weekdays])}::int[])`;
  if (cadence === 'monthly')
    return sql`extract(day from day) = least(${monthDay}::int,
      extract(day from date_trunc('month', day) + interval '1 month - 1 day'))`;
  return sql`true`;
}
