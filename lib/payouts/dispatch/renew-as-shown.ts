import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { refuseIfDone } from '../../audit/refuse-if-done.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { confirmAbsence } from './confirm-absence.ts';
import { fetchAbsenceAgain } from './fetch-absence-again.ts';
import { renewed } from './renewed.ts';
import { renewLeaf } from './renew-leaf.ts';
import { getUnknownOutcome } from './unknown-outcome-queries.ts';

/**
 * `confirmAbsence` for a form: reads Stripe's list once more, proves presence for exactly the attempt that was shown, then lets
 * its request leave again.
 * @throws DomainError `forbidden`, `conflict`, and whatever the three steps throw
 */
export async function renewAsShown(
  ctx: Context,
  asked: { payoutRequestId: string; payoutAttemptId: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'payouts.resolve_unknown');
  const { confirmation, ...shown } = asked;
  const unknown = await getUnknownOutcome(ctx, shown.payoutRequestId);
  const root = renewLeaf(shown);
  if (unknown?.payoutAttemptId !== shown.payoutAttemptId) await refuseIfDone(database(), renewed(shown));
  refuseUnlessShown(root, unknown?.stands === 'is_absent' ? renewLeaf(unknown) : null);
  // What proved absence is as old as the page. Before the proof of presence, so that nobody spends a code on what is refused.
  if (unknown !== null) await fetchAbsenceAgain(unknown);
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'payouts.renew', root, confirmation });
  await confirmAbsence(ctx, { ...shown, stepUpProofId });
}
