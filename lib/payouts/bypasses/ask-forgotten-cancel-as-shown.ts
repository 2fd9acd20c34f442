import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { readForgottenAgain } from '../dispatch/read-forgotten-again.ts';
import { askForgottenCancel } from './ask-forgotten-cancel.ts';
import { forgottenCancelLeaf } from './forgotten-cancel-leaf.ts';
import { refuseRecognised, refuseWhileCancelled } from './forgotten-decisions.ts';

/**
 * `askForgottenCancel` for a form: reads the payout once more at Stripe, proves presence for exactly the one that was shown, then has it
 * cancelled.
 * @throws DomainError `forbidden`, `conflict`, and whatever the steps throw
 */
export async function askForgottenCancelAsShown(
  ctx: Context,
  asked: { payoutRequestId: string; payoutId: string; reason: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'payouts.resolve_unknown');
  const { confirmation, reason, ...shown } = asked;
  const root = forgottenCancelLeaf(shown);
  await refuseRecognised(database(), shown);
  await refuseWhileCancelled(database(), shown);
  const now = await readForgottenAgain(ctx, shown.payoutRequestId);
  refuseUnlessShown(root, now?.cancel.isPossible === true ? now.cancel.root : null);
  const { stepUpProofId } = await provePresence(ctx, {
    purpose: 'payouts.cancel_forgotten',
    root,
    confirmation,
  });
  await askForgottenCancel(ctx, { ...shown, reason, stepUpProofId });
}
