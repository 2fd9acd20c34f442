import { sql } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { escalateHold } from './escalate-hold.ts';
import { isDue } from './hold-due.ts';

/** Each is one transaction; the rest is found by the next run. */
const BATCH = 200;

/** Finds holds that wait too long, and says so. @returns how many */
export async function escalateHolds(ctx: Context): Promise<number> {
  const rows = await database().execute<{ id: string }>(sql`
    select hold.hold_id as id from holds as hold join connected_accounts as account using (connected_account_id)
    where ${isDue} order by hold.review_by, hold.hold_id limit ${BATCH}`);
  let escalated = 0;
  for (const { id } of rows) if ((await escalateHold(ctx, { holdId: id })).isEscalated) escalated += 1;
  return escalated;
}
