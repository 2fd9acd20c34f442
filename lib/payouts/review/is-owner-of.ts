import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import type { StoredRequest } from '../requests/lock-payout-request.ts';

/** Whether an owner asked for it, and this person of the platform's own has an owner's address: the same person twice. */
export async function isOwnerOf(
  tx: Transaction,
  { origin, connectedAccountId }: StoredRequest,
  operatorId: string,
): Promise<boolean> {
  if (origin !== 'owner') return false;
  const [found] = await tx.execute(sql`
    select from connected_account_owners as owner join operators as person on lower(person.email) = lower(owner.email)
    where owner.connected_account_id = ${connectedAccountId} and person.operator_id = ${operatorId}`);
  return found !== undefined;
}
