import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { log } from '../../log.ts';
import { assessSegment } from './assess-segment.ts';
import { RULES_HASH } from './write-assessment.ts';

/** One transaction each; the rest is found by the next run, a minute later. */
const BATCH = 500;

const MINUTES_A_DAY = 24 * 60;

const minuteOfDay = (at: Date): number => at.getUTCHours() * 60 + at.getUTCMinutes();

/**
 * Scores accounts of which a fact has changed, oldest first, then those whose time has come, then those that another scorecard
 * scored. Once a day each has its minute, whatever stands in its row. One that cannot be scored keeps its band and nobody else waiting. @returns how many were scored
 */
export async function assessDueSegments(ctx: Context): Promise<number> {
  const rows = await database().execute<{ id: string }>(sql`
    (select connected_account_id as id from segment_due order by due_since limit ${BATCH})
    union
    (select connected_account_id from segment_standings where due_at <= ${ctx.now.toISOString()}::timestamptz
      order by due_at limit ${BATCH})
    union
    (select connected_account_id from segment_standings where rules_hash < ${RULES_HASH} limit ${BATCH})
    union
    (select connected_account_id from segment_standings where rules_hash > ${RULES_HASH} limit ${BATCH})
    union
    (select connected_account_id from segment_standings
      where (hashtext(connected_account_id) & 2147483647) % ${MINUTES_A_DAY}::int = ${minuteOfDay(ctx.now)}::int)`);
  let scored = 0;
  for (const { id } of rows) {
    try {
      await assessSegment(ctx, { connectedAccountId: id });
      scored += 1;
    } catch (error) {
      // Not swallowed: it stays due, and is told again every minute.
      log.error({ err: error, connectedAccountId: id }, 'a connected account could not be scored');
    }
  }
  return scored;
}
