import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';

/*
 * Shared by those who decide an item, alone for whoever stops them all. Not the row's own lock: of those, whoever shares goes
 * before whoever waits to have it alone, so that many who decide would keep out who stops them for as long as they go on.
 */
const keyOf = (bulkDecisionId: string): SQL => sql`hashtextextended(${'bulk:' + bulkDecisionId}, 0)`;

/**
 * Until the end of the transaction nobody stops the bulk decision.
 * @param waitMs longest wait for this and every later lock of the transaction, which fails then
 */
export async function lockAgainstStop(
  tx: Transaction,
  bulkDecisionId: string,
  waitMs: number,
): Promise<void> {
  await tx.execute(sql`
    select set_config('lock_timeout', ${String(waitMs)}, true), pg_advisory_xact_lock_shared(${keyOf(bulkDecisionId)})`);
}

/** Waits for the items that are being decided; until the end of the transaction no other one is begun. */
export async function lockAgainstDecisions(tx: Transaction, bulkDecisionId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${keyOf(bulkDecisionId)})`);
}
