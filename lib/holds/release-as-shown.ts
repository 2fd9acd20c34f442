import { eq } from 'drizzle-orm';
import { holds } from '#drizzle/schema/holds.ts';
import { refuseUnlessShown } from '../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../approvals/step-up/prove-presence.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { confirmHoldRelease } from './confirm-hold-release.ts';
import { releaseLeaf } from './release-leaf.ts';

/**
 * `confirmHoldRelease` for a form: proves presence for exactly the release that was shown, then releases with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function releaseHoldAsShown(
  ctx: Context,
  asked: { holdId: string; askedBy: string; root: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'holds.release');
  const { root, confirmation, ...shown } = asked;
  const [hold] = await database().select().from(holds).where(eq(holds.holdId, shown.holdId));
  refuseUnlessShown(root, hold === undefined ? null : releaseLeaf(hold));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'holds.release', root, confirmation });
  await confirmHoldRelease(ctx, { ...shown, stepUpProofId });
}
