import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { refuseDecidedOtherwise, refuseWhileCancelled } from '../bypasses/forgotten-decisions.ts';
import { readForgottenAgain } from './read-forgotten-again.ts';
import { recogniseLeaf } from './recognise-leaf.ts';
import { recognisePayout } from './recognise-payout.ts';

/**
 * `recognisePayout` for a form: reads the payout once more at Stripe, proves presence for exactly the one that was shown, then writes it
 * down as its request's.
 * @throws DomainError `forbidden`, `conflict`, and whatever the steps throw
 */
export async function recogniseAsShown(
  ctx: Context,
  asked: { payoutRequestId: string; payoutId: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'payouts.resolve_unknown');
  const { confirmation, ...shown } = asked;
  const root = recogniseLeaf(shown);
  await refuseDecidedOtherwise(database(), shown);
  await refuseWhileCancelled(database(), shown);
  const now = await readForgottenAgain(ctx, shown.payoutRequestId);
  refuseUnlessShown(root, now?.stands === 'may_be_recognised' ? recogniseLeaf(now) : null);
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'payouts.recognise', root, confirmation });
  await recognisePayout(ctx, { ...shown, stepUpProofId });
}
