import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { operators } from '#drizzle/schema/floor.ts';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { reasonText } from '../reason-text.ts';
import { defineVerb } from '../verb.ts';
import { endSessionsOfOwner, lockOwner } from './lock-owner.ts';

/**
 * Lets an owner sign in again, with the password that they had. Whoever shut them out is one person, and who lets them in another:
 * nobody opens a door alone that they can close, and nobody their own. The database refuses it, too.
 * @throws DomainError `not_found`; `conflict` for who can sign in; `precondition_failed` for the same hand
 */
export const letOwnerIn = defineVerb({
  permission: 'owners.manage',
  input: z.strictObject({ ownerId: z.string().max(100), reason: reasonText }),
  run: async (tx, { actor }, { ownerId, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people let an owner in.');
    const { disabledAt, disabledBy, email, connectedAccountId } = await lockOwner(tx, ownerId);
    if (disabledAt === null)
      throw new DomainError('conflict', 'They can sign in already. The page shows how it stands now.');
    if (disabledBy === actor.operatorId)
      throw new DomainError(
        'precondition_failed',
        'You shut them out. Another administrator lets them in again.',
      );
    await refuseSameHand(tx, actor.operatorId, disabledBy, 'Another administrator must let them in.');
    await refuseOwnLogin(tx, actor.operatorId, email);
    await tx
      .update(connectedAccountOwners)
      .set({ disabledAt: null, disabledBy: null, disableReason: null, letInBy: actor.operatorId })
      .where(eq(connectedAccountOwners.ownerId, ownerId));
    // One that was begun while they were being shut out is no way back in.
    await endSessionsOfOwner(tx, ownerId);
    return {
      result: null,
      audit: {
        action: 'owner.let_in',
        subject: ownerId,
        connectedAccountId,
        before: { disabledAt: disabledAt.toISOString(), disabledBy },
        after: { reason },
      },
    };
  },
});

async function refuseOwnLogin(tx: Transaction, operatorId: string, email: string): Promise<void> {
  const [person] = await tx
    .select({ email: operators.email })
    .from(operators)
    .where(eq(operators.operatorId, operatorId));
  if (person?.email.toLowerCase() === email.toLowerCase())
    throw new DomainError(
      'precondition_failed',
      'This is your own address. Another administrator must let them in.',
    );
}
