import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';

const KEY = sql`hashtextextended('kill switch plan', 0)`;

/**
 * Until the caller's transaction ends, nobody plans the steps of a press: what the caller records is seen by the plan, or the
 * caller sees the press.
 */
export async function keepPlansOut(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${KEY})`);
}

/** Waits for whoever records what a press may cover; until the caller's transaction ends the next ones wait. */
export async function keepAccountsOut(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${KEY})`);
}
