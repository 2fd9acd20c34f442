import { sql } from 'drizzle-orm';
import { executeSet } from '../ledger/execute-set.ts';
import type { Transaction } from './transaction.ts';

/**
 * The moment of a decision by the database's clock, up to the next whole millisecond, which is all that a date carries: what was
 * learned within the millisecond was seen. Asked after the lock under which facts are learned, and reading takes longer than that,
 * so no later one can be learned before it has passed.
 */
export async function readClock(tx: Transaction): Promise<Date> {
  const [row] = await executeSet<{ at: string }>(
    tx,
    sql`select date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond' as at`,
  );
  if (row === undefined) throw new Error('A clock always answers');
  return new Date(row.at);
}
