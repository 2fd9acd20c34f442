import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccountOwners, sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { actorId } from '../audit/record-audit.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockSellerInvitation, type SellerInvitationRow } from './lock-seller-invitation.ts';
import { ownerInvitationLeaf } from './owner-invitation-leaf.ts';
import { refuseChangedSince } from './refuse-changed-since.ts';
import { refuseTooLate } from './refuse-too-late.ts';

/**
 * The second person, who proves to be there, agrees that somebody is the owner of an account. From now on a link can be made for them.
 * @throws DomainError `not_found`; `conflict` for one that is over or confirmed, and to whoever asked; `precondition_failed` to the same
 * hand, after a week, for what has changed since, and for whoever was shut out meanwhile; `forbidden` without a proof of presence for this
 */
export const confirmOwnerInvitation = defineVerb({
  permission: 'owners.manage',
  input: z.strictObject({ sellerInvitationId: z.string().max(60), stepUpProofId }),
  run: async (tx, ctx, { sellerInvitationId, stepUpProofId: proofId }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide this.');
    const row = await lockSellerInvitation(tx, sellerInvitationId);
    const leaf = ownerInvitationLeaf(row);
    const confirmedBy = actorId(ctx.actor);
    if (leaf === null)
      throw new DomainError(
        'conflict',
        'There is nothing to confirm any more. The page shows how it stands.',
      );
    await refuseTooLate(
      tx,
      sellerInvitationId,
      'Nobody confirmed this owner within a week. Take it back and ask again.',
    );
    if (row.invitedBy === confirmedBy)
      throw new DomainError('conflict', 'You asked for this owner. Another administrator confirms them.');
    await refuseSameHand(tx, confirmedBy, row.invitedBy, 'Another administrator must confirm them.');
    await refuseChangedSince(tx, row);
    await refuseOwnerThere(tx, row);
    const proof = await spendProof(tx, ctx, { stepUpProofId: proofId, purpose: 'owners.invite', leaf });
    await tx
      .update(sellerInvitations)
      .set({ confirmedBy, confirmedAt: sql`now()` })
      .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId));
    const { connectedAccountId, email, name, invitedBy, reason } = row;
    return {
      result: undefined,
      audit: {
        action: 'owner.confirm_invitation',
        subject: sellerInvitationId,
        connectedAccountId: connectedAccountId ?? '',
        before: { connectedAccountId, email, name, invitedBy, reason },
        after: { proof },
      },
    };
  },
});

async function refuseOwnerThere(tx: Transaction, row: SellerInvitationRow): Promise<void> {
  const [owner] = await tx
    .select({ id: connectedAccountOwners.ownerId })
    .from(connectedAccountOwners)
    .where(
      and(
        eq(connectedAccountOwners.connectedAccountId, row.connectedAccountId ?? ''),
        eq(sql`lower(${connectedAccountOwners.email})`, row.email.toLowerCase()),
      ),
    );
  if (owner !== undefined)
    throw new DomainError(
      'precondition_failed',
      'This address is on the list of owners already. Take it back.',
    );
}
