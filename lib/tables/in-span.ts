import { sql, type SQL } from 'drizzle-orm';
import type { Span } from './period-cover.ts';

/** Whether a column lies in a span of days, months or instants. @param cast the SQL type of the column */
export function inSpan(column: string, cast: 'date' | 'timestamptz', { from, before }: Span): SQL {
  const name = sql.raw(column);
  const type = sql.raw(cast);
  const low = from === null ? sql`true` : sql`${name} >= ${from}::${type}`;
  const high = before === null ? sql`true` : sql`${name} < ${before}::${type}`;
  return sql`${low} and ${high}`;
}
