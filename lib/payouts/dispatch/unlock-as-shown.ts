import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { refuseIfDone } from '../../audit/refuse-if-done.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { confirmDispatchUnlock } from './confirm-dispatch-unlock.ts';
import { UNLOCKED } from './lock-dispatch-row.ts';
import { unlockLeaf } from './unlock-leaf.ts';

/**
 * `confirmDispatchUnlock` for a form: proves presence for exactly the lock that was shown, then ends it with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function unlockDispatchAsShown(
  ctx: Context,
  asked: { root: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'kill_switch.release');
  const { root, confirmation } = asked;
  const [control] = await database().select().from(dispatchControl);
  if (control?.lockedAt == null) await refuseIfDone(database(), UNLOCKED);
  refuseUnlessShown(root, control?.lockedAt == null ? null : unlockLeaf(control));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'dispatch.unlock', root, confirmation });
  await confirmDispatchUnlock(ctx, { stepUpProofId });
}
