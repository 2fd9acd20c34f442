import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Database } from './client.ts';
import type { Transaction } from './transaction.ts';

const dialect = new PgDialect();

/**
 * Runs a statement whose text is always the same under a name of its own: each connection has it parsed once, and sends its values
 * without asking for their types first. For what runs hundreds of times a second; its columns never change their type.
 * @throws Postgres's own error, so that a caller can read its code
 */
export async function executePrepared<Row extends Record<string, unknown>>(
  from: Transaction | Database,
  statement: SQL,
): Promise<readonly Row[]> {
  const query = from._.session.prepareQuery(dialect.sqlToQuery(statement), undefined, 'prepared', false);
  return (await query.execute()) as readonly Row[]; // the columns are the statement's own
}
