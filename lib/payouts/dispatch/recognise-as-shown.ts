import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import { jobContext, type Context } from '../../context.ts';
import { fetchPayout } from '../fetch-payout.ts';
import { getForgottenPayout } from './forgotten-payout-queries.ts';
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
  // What the page showed may be old: it may have come back. The worker's reading, the person only asked; before the proof, so that nobody
  // spends a code on what is refused.
  const before = await getForgottenPayout(ctx, shown.payoutRequestId);
  if (before !== null)
    await fetchPayout(jobContext('dispatch-payouts'), before.connectedAccountId, before.payoutId);
  const now = await getForgottenPayout(ctx, shown.payoutRequestId);
  refuseUnlessShown(root, now?.stands === 'may_be_recognised' ? recogniseLeaf(now) : null);
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'payouts.recognise', root, confirmation });
  await recognisePayout(ctx, { ...shown, stepUpProofId });
}
