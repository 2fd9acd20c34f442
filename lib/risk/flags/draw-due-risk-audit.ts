import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { drawRiskAudit } from './draw-risk-audit.ts';

/** What was learned so recently may still wait for its decision, and its account for being a candidate. */
const WAITING_SECONDS = 60;

/** Draws the lot of the day, from the second day on: on the first, few accounts have been decided about. */
export async function drawDueRiskAudit(ctx: Context): Promise<void> {
  const [row] = await database().execute<{ due: boolean }>(sql`
    select not exists (select from risk_audit_draws where drawn_on = (clock_timestamp() at time zone 'UTC')::date)
      and not exists (select from risk_due where due_since < now() - make_interval(secs => ${WAITING_SECONDS}))
      and exists (select from risk_assessments where decided_at < now() - interval '1 day') as due`);
  if (row?.due === true) await drawRiskAudit(ctx, {});
}
