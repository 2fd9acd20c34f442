import { proveByCode } from '../approvals/step-up/prove-by-code.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { engageKillSwitch } from './engage-kill-switch.ts';
import { pressLeaf } from './press-leaf.ts';
import type { PressedScope } from './schemas.ts';
import { scopeValueOf } from './scope-value.ts';

/**
 * Stop, with a one-time code. The scope is looked at first: a code counts once, and somebody in a hurry should not wait
 * for the next one because of a slip in a country's letters.
 * @throws DomainError as `pressKillSwitch` and `proveByCode`
 */
export async function engageWithCode(
  ctx: Context,
  asked: { press: PressedScope; code: string },
  options: { msMax?: number } = {},
): Promise<{ killSwitchId: string }> {
  authorize(ctx, 'kill_switch.engage');
  const { press, code } = asked;
  await scopeValueOf(database(), press);
  const { stepUpProofId } = await proveByCode(ctx, {
    purpose: 'kill_switch.engage',
    root: pressLeaf(press),
    code,
  });
  return engageKillSwitch(ctx, { ...press, stepUpProofId }, options);
}
