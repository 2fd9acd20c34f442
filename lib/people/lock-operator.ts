import { eq, sql } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import type { OperatorRole } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

export type LockedOperator = { role: OperatorRole; isDisabled: boolean };

/** Somebody as they are now, held until the transaction ends. @throws DomainError `not_found` */
export async function lockOperator(tx: Transaction, operatorId: string): Promise<LockedOperator> {
  const [operator] = await tx
    .select({
      role: operators.role,
      isDisabled: sql<boolean>`${operators.disabledAt} is not null`,
    })
    .from(operators)
    .where(eq(operators.operatorId, operatorId))
    .for('update');
  if (!operator) throw new DomainError('not_found', 'There is no such person.');
  return operator;
}

/** @throws DomainError `precondition_failed` when a change would leave nobody who can manage people */
export async function refuseLastAdministrator(tx: Transaction, operatorId: string): Promise<void> {
  // The same lock as the database's own guard, taken before counting, so that two such changes do not cross.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('sluice administrators', 0))`);
  const others = await tx.execute(
    sql`select 1 from ${operators} where role = 'administrator' and disabled_at is null
        and operator_id <> ${operatorId} limit 1`,
  );
  if (others.length === 0) {
    throw new DomainError(
      'precondition_failed',
      'This is the last administrator. Somebody else has to become one first.',
    );
  }
}
