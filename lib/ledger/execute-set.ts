import type { SQL } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';

/**
 * Runs a set-based statement.
 * @throws Postgres's own error, so that a caller can read its code
 */
export async function executeSet<Row extends Record<string, unknown>>(
  tx: Transaction | Database,
  statement: SQL,
): Promise<readonly Row[]> {
  return (await tx.execute(statement)) as unknown as readonly Row[]; // the columns are the statement's own
}
