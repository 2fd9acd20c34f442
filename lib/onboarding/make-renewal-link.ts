import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import { stepUpProofId } from '../approvals/step-up/schemas.ts';
import { spendProof } from '../approvals/step-up/spend-proof.ts';
import { actorId } from '../audit/record-audit.ts';
import { invitationTokenHash, makeInvitationToken } from '../auth/invitation-token.ts';
import { refuseSameHand } from '../auth/same-hand.ts';
import { nameForPeople } from '../connected-accounts/name-for-people.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { lockOwner } from './lock-owner.ts';
import { lockOwnerRenewal } from './lock-owner-renewal.ts';
import { ownerRenewalLeaf } from './owner-renewal-leaf.ts';
import { refuseWorksHere } from './refuse-changed-since.ts';

/**
 * The second person, who proves to be there, makes the link to another password for an owner. It takes the code as well, which the first one
 * has: neither of the two could use it alone. The old password counts until it is used. It is made once: lost, it is asked for anew.
 * @returns the secret, which is stored nowhere, and for whom it is
 * @throws DomainError `not_found`; `conflict` once made or over, and to whoever asked; `precondition_failed` to the same hand, after a week, for
 * an owner who is shut out or works here; `forbidden` without a proof of presence for this
 */
export const makeRenewalLink = defineVerb({
  permission: 'owners.manage',
  input: z.strictObject({ ownerRenewalId: z.string().max(60), stepUpProofId }),
  run: async (tx, ctx, { ownerRenewalId, stepUpProofId: proofId }) => {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people decide this.');
    const { row, isExpired } = await lockOwnerRenewal(tx, ownerRenewalId);
    const { ownerId, connectedAccountId, email, reason, askedBy } = row;
    const leaf = ownerRenewalLeaf(row);
    if (leaf === null)
      throw new DomainError('conflict', 'Somebody has made the link. The page shows how it stands now.');
    if (isExpired)
      throw new DomainError(
        'precondition_failed',
        'Nobody made this link within a week. It is asked for anew.',
      );
    const madeBy = actorId(ctx.actor);
    if (askedBy === madeBy)
      throw new DomainError(
        'conflict',
        'You asked, and have the code. Another administrator makes the link.',
      );
    await refuseSameHand(tx, madeBy, askedBy, 'Another administrator must make the link.');
    const owner = await lockOwner(tx, ownerId);
    if (owner.disabledAt !== null)
      throw new DomainError('precondition_failed', 'This owner is shut out. Let them in again first.');
    await refuseWorksHere(tx, email);
    const proof = await spendProof(tx, ctx, { stepUpProofId: proofId, purpose: 'owners.renew', leaf });
    const token = makeInvitationToken();
    await tx
      .update(ownerRenewals)
      .set({ madeBy, madeAt: sql`now()`, tokenHash: invitationTokenHash(token) })
      .where(eq(ownerRenewals.ownerRenewalId, ownerRenewalId));
    const [account] = await tx
      .select({ name: connectedAccounts.displayName })
      .from(connectedAccounts)
      .where(eq(connectedAccounts.connectedAccountId, connectedAccountId));
    return {
      result: {
        token,
        email,
        whose: `${owner.name}, ${email}`,
        businessName: nameForPeople(connectedAccountId, account?.name),
      },
      audit: {
        action: 'owner_renewal.make_link',
        subject: ownerId,
        connectedAccountId,
        before: { ownerRenewalId, connectedAccountId, email, askedBy, reason },
        after: { proof },
      },
    };
  },
});
