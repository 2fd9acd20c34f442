import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { decideOperatorChange } from './decide-operator-change.ts';
import { listWaitingChanges } from './queries.ts';

/**
 * `decideOperatorChange` for a form: whoever approves proves their presence for exactly the change that was shown.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function decideOperatorChangeAsShown(
  ctx: Context,
  asked: {
    changeRequestId: string;
    decision: 'approved' | 'rejected' | 'withdrawn';
    root: string;
    confirmation: Confirmation;
  },
): Promise<void> {
  authorize(ctx, 'people.manage');
  const { root, confirmation, ...decided } = asked;
  if (decided.decision !== 'approved') {
    await decideOperatorChange(ctx, decided);
    return;
  }
  const waiting = (await listWaitingChanges(ctx)).find(
    ({ changeRequestId }) => changeRequestId === decided.changeRequestId,
  );
  refuseUnlessShown(root, waiting?.root ?? null);
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'people.change', root, confirmation });
  await decideOperatorChange(ctx, { ...decided, stepUpProofId });
}
