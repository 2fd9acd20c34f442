import { eq } from 'drizzle-orm';
import { ownerRenewals } from '#drizzle/schema/owner-renewals.ts';
import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { makeRenewalLink } from './make-renewal-link.ts';
import { ownerRenewalLeaf } from './owner-renewal-leaf.ts';
import { sendSellerLink } from './send-seller-link.ts';

/**
 * `makeRenewalLink` for a form: proves presence for exactly the owner that was shown, makes the link with the proof, and mails it where there is
 * a mail server.
 * @throws DomainError `forbidden`, `conflict`, and whatever the steps throw
 */
export async function makeRenewalAsShown(
  ctx: Context,
  asked: { ownerRenewalId: string; root: string; confirmation: Confirmation },
): Promise<{ token: string; whose: string }> {
  authorize(ctx, 'owners.manage');
  const { ownerRenewalId, root, confirmation } = asked;
  const [row] = await database()
    .select()
    .from(ownerRenewals)
    .where(eq(ownerRenewals.ownerRenewalId, ownerRenewalId));
  refuseUnlessShown(root, row === undefined ? null : ownerRenewalLeaf(row));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'owners.renew', root, confirmation });
  const { token, email, businessName, whose } = await makeRenewalLink(ctx, { ownerRenewalId, stepUpProofId });
  await sendSellerLink({ token, email, businessName, isOfOwner: true, needsCode: true });
  return { token, whose };
}
