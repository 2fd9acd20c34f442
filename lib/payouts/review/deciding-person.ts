import { sql } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

const MAY_DECIDE = ['finance_operator', 'risk_reviewer', 'administrator'];

/**
 * Whoever decides, as they are in the database now and until the decision is written: a role that is being taken away
 * waits for the decision, or wins before it.
 * @throws DomainError `forbidden`
 */
export async function lockDecidingPerson(
  tx: Transaction,
  ctx: Context,
): Promise<{ operatorId: string; role: string }> {
  if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide about payouts.');
  const { operatorId } = ctx.actor;
  const [person] = await tx.execute<{ role: string }>(sql`
    select role from operators where operator_id = ${operatorId} and disabled_at is null for share`);
  if (person === undefined || !MAY_DECIDE.includes(person.role))
    throw new DomainError('forbidden', 'You may not decide about payouts any more. Nothing was changed.');
  return { operatorId, role: person.role };
}
