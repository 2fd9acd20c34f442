import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccountOwners } from '#drizzle/schema/onboarding.ts';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import { DomainError } from '../errors.ts';
import { reasonText } from '../reason-text.ts';
import { defineVerb } from '../verb.ts';
import { endSessionsOfOwner, lockOwner } from './lock-owner.ts';

/**
 * Ends an owner's login at once: their sessions, their way to sign in, and a link to another password that is open. Their money
 * stays as it is; that is a hold's to stop. One person does it: a stolen mailbox does not wait for a second.
 * @throws DomainError `not_found`, `conflict`
 */
export const shutOwnerOut = defineVerb({
  permission: 'owners.manage',
  input: z.strictObject({ ownerId: z.string().max(100), reason: reasonText }),
  run: async (tx, { actor }, { ownerId, reason }) => {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people shut an owner out.');
    const owner = await lockOwner(tx, ownerId);
    if (owner.disabledAt !== null)
      throw new DomainError('conflict', 'They are shut out already. The page shows how it stands now.');
    await tx
      .update(connectedAccountOwners)
      .set({
        disabledAt: sql`now()`,
        disabledBy: actor.operatorId,
        disableReason: reason,
        letInBy: null,
      })
      .where(eq(connectedAccountOwners.ownerId, ownerId));
    const sessionsEnded = await endSessionsOfOwner(tx, ownerId);
    // Else it would open the door again on the day that they are let in.
    await tx
      .update(ownerRenewals)
      .set({ endedBy: actor.operatorId, endedAt: sql`now()` })
      .where(
        and(eq(ownerRenewals.ownerId, ownerId), isNull(ownerRenewals.usedAt), isNull(ownerRenewals.endedAt)),
      );
    return {
      result: { sessionsEnded },
      audit: {
        action: 'owner.shut_out',
        subject: ownerId,
        connectedAccountId: owner.connectedAccountId,
        after: { reason, sessionsEnded },
      },
    };
  },
});
