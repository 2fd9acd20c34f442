import { and, eq, isNull } from 'drizzle-orm';
import { operators } from '#drizzle/schema/floor.ts';
import type { Transaction } from '../db/transaction.ts';
import { ROLE_PERMISSIONS, type Permission } from './permissions.ts';

/**
 * Whether all of these people may do this, as they are in the database now and until the caller's transaction ends: a role
 * that is being taken away waits for it, or wins before it.
 */
export async function stillMay(
  tx: Transaction,
  operatorIds: readonly string[],
  permission: Permission,
): Promise<boolean> {
  // In one order, so that two who confirm for each other do not wait for each other.
  for (const operatorId of [...operatorIds].sort()) {
    const [person] = await tx
      .select({ role: operators.role })
      .from(operators)
      .where(and(eq(operators.operatorId, operatorId), isNull(operators.disabledAt)))
      .for('share');
    if (person === undefined || !ROLE_PERMISSIONS[person.role].includes(permission)) return false;
  }
  return true;
}
