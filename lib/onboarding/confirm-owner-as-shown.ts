import { eq } from 'drizzle-orm';
import { sellerInvitations } from '#drizzle/schema/onboarding.ts';
import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { confirmOwnerInvitation } from './confirm-owner-invitation.ts';
import { ownerInvitationLeaf } from './owner-invitation-leaf.ts';

/**
 * `confirmOwnerInvitation` for a form: proves presence for exactly the owner that was shown, then confirms them with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function confirmOwnerAsShown(
  ctx: Context,
  asked: { sellerInvitationId: string; root: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'owners.manage');
  const { sellerInvitationId, root, confirmation } = asked;
  const [row] = await database()
    .select()
    .from(sellerInvitations)
    .where(eq(sellerInvitations.sellerInvitationId, sellerInvitationId));
  refuseUnlessShown(root, row === undefined ? null : ownerInvitationLeaf(row));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'owners.invite', root, confirmation });
  await confirmOwnerInvitation(ctx, { sellerInvitationId, stepUpProofId });
}
