import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { isKnownAbsent } from './known-absent.ts';
import { lockSellerInvitation } from './lock-seller-invitation.ts';

/**
 * Takes an invitation back, whoever asked for it: its link stops working. An account that was made stays at Stripe, empty and locked; one that may
 * have been made is looked for first.
 * @throws DomainError `precondition_failed` once accepted, and while nobody knows whether there is an account
 */
export const revokeSellerInvitation = defineVerb({
  permission: 'sellers.invite',
  input: z.strictObject({ sellerInvitationId: z.string().max(60) }),
  run: async (tx, _ctx, { sellerInvitationId }) => {
    const row = await lockSellerInvitation(tx, sellerInvitationId);
    if (row.acceptedAt !== null)
      throw new DomainError(
        'precondition_failed',
        'This invitation was accepted: there is nothing to take back.',
      );
    if (row.revokedAt !== null) return { result: null, audit: null };
    if (row.state === 'unknown' && !isKnownAbsent(row))
      throw new DomainError(
        'precondition_failed',
        'Nobody knows yet whether Stripe made this account, and another invitation could make a second one. Stripe is looked through within two minutes; take it back then.',
      );
    await tx
      .update(sellerInvitations)
      .set({ revokedAt: sql`now()` })
      .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId));
    return {
      result: null,
      audit: {
        action: 'seller_invitation.revoke',
        subject: sellerInvitationId,
        ...(row.connectedAccountId === null ? {} : { connectedAccountId: row.connectedAccountId }),
      },
    };
  },
});
