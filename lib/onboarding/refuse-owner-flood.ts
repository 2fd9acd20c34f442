import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { executeSet } from '../ledger/execute-set.ts';

/** A person clicks a few times; more is a program, which would have Stripe and our connections for itself. */
const PER_MINUTE_MAX = 20;

/**
 * Refuses what an owner asks again and again, by what is on record of their account, and what they ask while the same is being asked:
 * nobody waits for a lock here with a connection in hand. The caller puts `action` on record in the same transaction.
 * @throws DomainError `too_often`
 */
export async function refuseOwnerFlood(
  tx: Transaction,
  { ownerId, connectedAccountId, action }: { ownerId: string; connectedAccountId: string; action: string },
): Promise<void> {
  const free = await executeSet(
    tx,
    sql`select 1 from connected_account_owners where owner_id = ${ownerId} for no key update skip locked`,
  );
  if (free.length === 0) throw new DomainError('too_often', 'This is being done already. Wait a moment.');
  const before = await executeSet(
    tx,
    sql`
    select 1 from audit_records where connected_account_id = ${connectedAccountId} and action = ${action}
      and recorded_at > now() - interval '1 minute' limit ${PER_MINUTE_MAX}`,
  );
  if (before.length >= PER_MINUTE_MAX)
    throw new DomainError('too_often', 'That was asked too often. Wait a minute.');
}
