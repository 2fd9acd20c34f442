import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { publishLeaf } from './publish-leaf.ts';
import { publishPayoutPolicy } from './publish-payout-policy.ts';
import { listPolicyVersions } from './queries.ts';

/**
 * `publishPayoutPolicy` for a form: proves presence for exactly the text that was shown, then publishes with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function publishAsShown(
  ctx: Context,
  asked: { policyVersionId: string; seenHash: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'policies.publish');
  const { confirmation, ...shown } = asked;
  const draft = (await listPolicyVersions(ctx)).find(({ state }) => state === 'draft');
  const root = publishLeaf({ policyVersionId: shown.policyVersionId, textHash: shown.seenHash });
  refuseUnlessShown(root, draft === undefined ? null : publishLeaf(draft));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'policies.publish', root, confirmation });
  await publishPayoutPolicy(ctx, { ...shown, stepUpProofId });
}
