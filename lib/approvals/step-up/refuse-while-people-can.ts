import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

/**
 * The machine confirms a factor only while nobody else can: the very first of an install, or after every other one was lost.
 * @param operatorId whose factor waits
 * @throws DomainError `precondition_failed` with who can
 */
export async function refuseWhilePeopleCan(tx: Transaction, operatorId: string): Promise<void> {
  const [who] = await tx.execute<{ name: string }>(sql`
    select person.name from operators as person
    where person.role = 'administrator' and person.disabled_at is null
      and exists (select from step_up_factors as theirs where theirs.operator_id = person.operator_id and theirs.state = 'active')
      and not same_hand(person.operator_id, ${operatorId})
    order by person.name limit 1`);
  if (who !== undefined)
    throw new DomainError(
      'precondition_failed',
      `${who.name} can confirm it, under Settings, Security. The machine does only while no other administrator can.`,
    );
}
