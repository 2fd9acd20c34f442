import { and, eq, isNull, sql } from 'drizzle-orm';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

/** The acting owner's own row: the only place that says which connected account is theirs. @throws DomainError `forbidden` */
export async function readOwnAccount(
  tx: Transaction,
  { actor }: Context,
): Promise<{ ownerId: string; connectedAccountId: string }> {
  if (actor.kind !== 'connected_account_owner')
    throw new DomainError('forbidden', 'Only the owner of a connected account has a session of it.');
  const [owner] = await tx
    .select({
      ownerId: connectedAccountOwners.ownerId,
      connectedAccountId: connectedAccountOwners.connectedAccountId,
    })
    .from(connectedAccountOwners)
    .where(
      and(
        eq(connectedAccountOwners.connectedAccountId, actor.connectedAccountId),
        eq(sql`lower(${connectedAccountOwners.email})`, actor.email.toLowerCase()),
        isNull(connectedAccountOwners.disabledAt),
      ),
    );
  if (owner === undefined)
    throw new DomainError('forbidden', 'You are not the owner of a connected account any more.');
  return owner;
}
