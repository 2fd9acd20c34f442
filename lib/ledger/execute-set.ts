import { DrizzleQueryError, type SQL } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';

/**
 * Runs a set-based statement.
 * @throws Postgres's own error: drizzle's repeats every parameter, which for a batch is a megabyte of other people's data
 */
export async function executeSet<Row extends Record<string, unknown>>(
  tx: Transaction,
  statement: SQL,
): Promise<readonly Row[]> {
  try {
    return (await tx.execute(statement)) as unknown as readonly Row[]; // the columns are the statement's own
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
  }
}
