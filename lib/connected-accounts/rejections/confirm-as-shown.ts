import { eq } from 'drizzle-orm';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { confirmAccountRejection } from './confirm-account-rejection.ts';
import { rejectionLeaf } from './rejection-leaf.ts';

/**
 * `confirmAccountRejection` for a form: proves presence for exactly the wish that was shown, then confirms it with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function confirmRejectionAsShown(
  ctx: Context,
  asked: { accountRejectionId: string; root: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'connected_accounts.reject');
  const { accountRejectionId, root, confirmation } = asked;
  const [row] = await database()
    .select()
    .from(accountRejections)
    .where(eq(accountRejections.accountRejectionId, accountRejectionId));
  refuseUnlessShown(root, row === undefined ? null : rejectionLeaf(row));
  const { stepUpProofId } = await provePresence(ctx, {
    purpose: 'connected_accounts.reject',
    root,
    confirmation,
  });
  await confirmAccountRejection(ctx, { accountRejectionId, stepUpProofId });
}
