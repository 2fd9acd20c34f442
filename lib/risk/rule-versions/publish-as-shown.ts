import { refuseUnlessShown } from '../../approvals/step-up/as-shown.ts';
import { type Confirmation, provePresence } from '../../approvals/step-up/prove-presence.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { rulesLeaf } from './publish-leaf.ts';
import { publishRiskRules } from './publish-risk-rules.ts';
import { listRuleVersions } from './queries.ts';

/**
 * `publishRiskRules` for a form: proves presence for exactly the text that was shown, then publishes with the proof.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function publishRulesAsShown(
  ctx: Context,
  asked: { riskRuleVersionId: string; seenHash: string; confirmation: Confirmation },
): Promise<void> {
  authorize(ctx, 'risk.publish');
  const { confirmation, ...shown } = asked;
  const draft = (await listRuleVersions(ctx)).find(({ state }) => state === 'draft');
  const root = rulesLeaf({ riskRuleVersionId: shown.riskRuleVersionId, textHash: shown.seenHash });
  refuseUnlessShown(root, draft === undefined ? null : rulesLeaf(draft));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'risk.publish', root, confirmation });
  await publishRiskRules(ctx, { ...shown, stepUpProofId });
}
