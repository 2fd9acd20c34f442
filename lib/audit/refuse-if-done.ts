import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

/**
 * Tells whoever comes second that what they press has been done already, or what rules it out, by whom and when.
 * @param done which audit records, newest first, would be of that act
 * @param what the act as the end of a sentence
 * @throws DomainError `conflict` where there is one
 */
export async function refuseIfDone(
  db: Database | Transaction,
  done: SQL,
  what = 'done this already',
): Promise<void> {
  const [record] = await db.execute<{ name: string; at: string }>(sql`
    select coalesce(operator.name, record.actor_id) as name, to_char(record.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at
    from audit_records as record left join operators as operator on operator.operator_id = record.actor_id
    where record.outcome = 'done' and ${done}
    order by record.recorded_at desc, record.audit_record_id desc limit 1`);
  if (record !== undefined)
    throw new DomainError(
      'conflict',
      `${record.name} has ${what}, at ${record.at} UTC. You changed nothing.`,
    );
}
