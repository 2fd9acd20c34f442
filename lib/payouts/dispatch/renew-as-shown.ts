import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { confirmAbsence } from './confirm-absence.ts';
import { renewLeaf } from './renew-leaf.ts';
import { getUnknownOutcome } from './unknown-outcome-queries.ts';

/**
 * `confirmAbsence` for a form: proves presence for exactly the attempt that was shown, then lets its request leave again.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function renewAsShown(
  ctx: Context,
  asked: { payoutRequestId: string; payoutAttemptId: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'payouts.resolve_unknown');
  const { confirmation, ...shown } = asked;
  const unknown = await getUnknownOutcome(ctx, shown.payoutRequestId);
  const root = renewLeaf(shown);
  refuseUnlessShown(root, unknown?.stands === 'is_absent' ? renewLeaf(unknown) : null);
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'payouts.renew', root, confirmation });
  await confirmAbsence(ctx, { ...shown, stepUpProofId });
}
