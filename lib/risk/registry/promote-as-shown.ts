import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { modelLeaf } from './model-leaf.ts';
import { promoteRiskModel } from './promote-risk-model.ts';
import { listRiskModels } from './queries.ts';

/**
 * `promoteRiskModel` for a form: proves presence for exactly the model that was shown, then promotes it with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function promoteModelAsShown(
  ctx: Context,
  asked: { riskModelId: string; hash: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'risk.publish');
  const { confirmation, ...shown } = asked;
  const waiting = (await listRiskModels(ctx)).find(
    ({ state, riskModelId }) => state === 'asked' && riskModelId === shown.riskModelId,
  );
  const root = modelLeaf(shown);
  refuseUnlessShown(root, waiting === undefined ? null : modelLeaf(waiting));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'risk.publish', root, confirmation });
  await promoteRiskModel(ctx, { ...shown, stepUpProofId });
}
