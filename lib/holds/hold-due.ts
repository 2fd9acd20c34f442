import { sql } from 'drizzle-orm';
import { ceilingWarnedAt } from './ceiling-sql.ts';

/** Of `holds as hold` with `connected_accounts as account`: past its review and not told, or near the ceiling and not told since. */
export const isDue = sql`hold.state <> 'released' and (
  (hold.review_by <= now() and hold.escalated_at is null)
  or (${ceilingWarnedAt} <= now() and (hold.escalated_at is null or hold.escalated_at < ${ceilingWarnedAt})))`;
