import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { connectedAccountOwners, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { actorId } from '../audit/record-audit.ts';
import { invitationTokenHash, makeInvitationToken } from '../auth/invitation-token.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockSellerInvitation } from './lock-seller-invitation.ts';

/** A seller has a week: they have a business to run. */
const LINK_HOURS = 168;

/**
 * A link for the invited person, once Stripe has been read back and pays their account only when asked; for an owner who has
 * lost their password, one to choose another with. An older link of theirs stops working. Whoever makes it never decides what
 * that person asks for: they could use it themselves.
 * @returns the secret, which is stored nowhere, and for whom it is @throws DomainError `precondition_failed`
 */
export const makeSellerLink = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({ sellerInvitationId: z.string().max(60) }),
  run: async (tx, ctx, { sellerInvitationId }) => {
    const row = await lockSellerInvitation(tx, sellerInvitationId);
    if (row.revokedAt !== null)
      throw new DomainError('precondition_failed', 'This invitation was taken back.');
    if (row.ownerId !== null) await refuseShutOut(tx, row.ownerId);
    if (row.acceptedAt === null) await refuseBeforeManual(tx, row.connectedAccountId);
    const token = makeInvitationToken();
    await tx
      .update(sellerInvitations)
      .set({
        state: 'locked',
        tokenHash: invitationTokenHash(token),
        linkedBy: sql`array_append(${sellerInvitations.linkedBy}, ${actorId(ctx.actor)})`,
        expiresAt: sql`now() + make_interval(hours => ${LINK_HOURS})`,
      })
      .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId));
    return {
      result: { token, email: row.email, businessName: row.businessName, isOfOwner: row.acceptedAt !== null },
      audit: {
        action: 'seller_link.make',
        subject: sellerInvitationId,
        ...(row.connectedAccountId === null ? {} : { connectedAccountId: row.connectedAccountId }),
      },
    };
  },
});

/** It would let nobody in, and be in somebody's hands when they are let in again. */
async function refuseShutOut(tx: Transaction, ownerId: string): Promise<void> {
  const [owner] = await tx
    .select({ disabledAt: connectedAccountOwners.disabledAt })
    .from(connectedAccountOwners)
    .where(eq(connectedAccountOwners.ownerId, ownerId));
  if (owner?.disabledAt != null)
    throw new DomainError('precondition_failed', 'This owner is shut out. Let them in again first.');
}

/** Money that comes first would leave by itself. */
async function refuseBeforeManual(tx: Transaction, connectedAccountId: string | null): Promise<void> {
  const [account] = await tx
    .select({ interval: connectedAccounts.payoutInterval })
    .from(connectedAccounts)
    .where(eq(connectedAccounts.connectedAccountId, connectedAccountId ?? ''));
  if (account?.interval !== 'manual')
    throw new DomainError(
      'precondition_failed',
      'Stripe does not say yet that it pays this account only when asked. Try again.',
    );
}
