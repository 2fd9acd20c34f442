import { eq } from 'drizzle-orm';
import { stepUpFactors } from '#drizzle/schema/step-up.ts';
import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import { actingPerson } from './acting-person.ts';
import { refuseUnlessShown } from './as-shown.ts';
import { confirmFactor } from './confirm-factor.ts';
import { confirmationLeaf, removalLeaf } from './factor-leaf.ts';
import { type Confirmation, provePresence } from './prove-presence.ts';
import { removeFactor } from './remove-factor.ts';

type Shown = { factorId: string; root: string; confirmation: Confirmation };

/**
 * `confirmFactor` for a form: proves presence for exactly the factor that was shown, then confirms it.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function confirmFactorAsShown(ctx: Context, asked: Shown): Promise<void> {
  authorize(ctx, 'step_up.recover');
  const { factorId, root, confirmation } = asked;
  const factor = await readFactor(factorId);
  refuseUnlessShown(root, factor?.state === 'waiting' ? confirmationLeaf(factor) : null);
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'factors.confirm', root, confirmation });
  await confirmFactor(ctx, { factorId, stepUpProofId });
}

/**
 * `removeFactor` for a form: what counts is taken from somebody else with a proof for exactly what was shown.
 * @throws DomainError `forbidden`, `conflict`, and whatever the two steps throw
 */
export async function removeFactorAsShown(ctx: Context, asked: Shown): Promise<void> {
  authorize(ctx, 'step_up.own');
  const { factorId, root, confirmation } = asked;
  const factor = await readFactor(factorId);
  if (factor?.state !== 'active' || factor.operatorId === actingPerson(ctx).operatorId) {
    await removeFactor(ctx, { factorId });
    return;
  }
  authorize(ctx, 'step_up.recover');
  refuseUnlessShown(root, removalLeaf(factor));
  const { stepUpProofId } = await provePresence(ctx, { purpose: 'factors.remove', root, confirmation });
  await removeFactor(ctx, { factorId, stepUpProofId });
}

async function readFactor(factorId: string) {
  const [factor] = await database().select().from(stepUpFactors).where(eq(stepUpFactors.factorId, factorId));
  return factor;
}
