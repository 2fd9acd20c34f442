import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { escalateRiskFlag } from './escalate-risk-flag.ts';
import { isOverdue } from './overdue-sql.ts';

/** One transaction each; the rest is found by the next run. */
const BATCH = 100;

/** Finds flags that nobody looked at in time, and says so. @returns how many */
export async function escalateRiskFlags(ctx: Context): Promise<number> {
  const rows = await database().execute<{ id: string }>(sql`
    select flag.risk_flag_id as id from risk_flags as flag where ${isOverdue} order by flag.due_at limit ${BATCH}`);
  let escalated = 0;
  for (const { id } of rows)
    if ((await escalateRiskFlag(ctx, { riskFlagId: id })).isEscalated) escalated += 1;
  return escalated;
}
