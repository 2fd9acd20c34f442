import { eq } from 'drizzle-orm';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { confirmKillSwitchRelease } from './confirm-kill-switch-release.ts';
import { killSwitchReleaseLeaf } from './release-leaf.ts';

/**
 * `confirmKillSwitchRelease` for a form: proves presence for exactly the release that was shown, then releases with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function releaseKillSwitchAsShown(
  ctx: Context,
  asked: { killSwitchId: string; askedBy: string; root: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'kill_switch.release');
  const { root, confirmation, ...shown } = asked;
  const [pressed] = await database()
    .select()
    .from(killSwitches)
    .where(eq(killSwitches.killSwitchId, shown.killSwitchId));
  refuseUnlessShown(root, pressed === undefined ? null : killSwitchReleaseLeaf(pressed));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'kill_switch.release', root, confirmation });
  await confirmKillSwitchRelease(ctx, { ...shown, stepUpProofId });
}
