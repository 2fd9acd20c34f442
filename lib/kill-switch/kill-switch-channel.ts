import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';

/** What workers and pages LISTEN on. A lost notification costs one interval of a sweep: the rows are the truth. */
export const KILL_SWITCH_CHANNEL = 'sluice_kill_switch';

/** Tells them when the caller's transaction commits. */
export async function tellKillSwitch(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${KILL_SWITCH_CHANNEL}, '')`);
}
