import type { Confirmation } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { proveShownDraft } from '../../versioned-texts/prove-shown-draft.ts';
import { PAYOUT_POLICY } from './payout-policy.ts';
import { publishPayoutPolicy } from './publish-payout-policy.ts';

/**
 * `publishPayoutPolicy` for a form: proves presence for exactly the text that was shown, then publishes with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function publishAsShown(
  ctx: Context,
  asked: { versionId: string; seenHash: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'policies.publish');
  const { versionId, seenHash } = asked;
  const { stepUpProofId } = await proveShownDraft(ctx, PAYOUT_POLICY, asked);
  await publishPayoutPolicy(ctx, { versionId, seenHash, stepUpProofId });
}
